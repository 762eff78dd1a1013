import type { AppointmentDetail, AppointmentRequest } from '#contract/api/appointments.ts';
import type { Appointment } from '#domain/appointments/appointment.ts';
import type { HistoryEntry } from '#domain/appointments/history.ts';
import { checkedContent } from '#domain/intake/content.ts';
import { hasRole, personOf } from '#domain/people/principal.ts';
import { localDate } from '#domain/time/calendar.ts';
import type { Caller } from '#functions/caller.ts';
import { once } from '#functions/idempotency/once.ts';
import { applicant, applicantsUnit } from '#functions/scope/applicant.ts';
import { changedDetail } from '#functions/views/appointment-detail.ts';
import { instrumentType } from '#policies/catalogue.ts';
import { createAppointment } from '#store/appointments/appointments.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { commit } from '#store/dynamodb/transaction.ts';
import { takeInstrument } from '#store/ledger/instruments.ts';
import { newId } from '#store/runtime/chance.ts';

/**
 * Takes a new appointment: checked, stored with its instruments and the order to start its execution, in one
 * transaction. What the trade thinks of it is the triage's business.
 * @throws Problem Validation naming the field, OrganisationUnknown, InstrumentTaken, NotFound outside one's scope.
 */
export const submitAppointment = (request: AppointmentRequest, caller: Caller) =>
  once<AppointmentDetail>(caller, 202, async (saveAnswer) => {
    const { principal, now } = caller;
    const { organisationCode, channel, ...content } = request;
    const organisation = await applicant(organisationCode, principal);
    const unit = applicantsUnit(request.division, organisation, principal);
    const appointment: Appointment = {
      status: 'SUBMITTED',
      id: newId(now.ms),
      revision: 1,
      version: 1,
      organisationCode: organisation.code,
      organisationName: organisation.name,
      unit,
      channel: hasRole(principal, 'enterprise') ? 'online' : (channel ?? 'telephone'),
      ...checkedContent(content, instrumentType, localDate(now.ms)),
      submittedBy: personOf(principal),
      submittedAt: now.at,
      updatedAt: now.at,
    };
    const event: HistoryEntry = { type: 'Submitted', at: now.at, by: principal.name };
    const detail = changedDetail(appointment, event);
    await commit([
      saveAnswer(detail),
      ...createAppointment(appointment, event),
      ...appointment.lines.map((line) => takeInstrument(appointment, line)),
      addToOutbox({ kind: 'start', appointmentId: appointment.id, revision: 1 }, now.ms),
    ]);
    return detail;
  });

import type { AppointmentDetail, ResubmissionRequest } from '#contract/api/appointments.ts';
import type { HistoryEntry } from '#domain/appointments/history.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { checkedContent } from '#domain/intake/content.ts';
import { personOf } from '#domain/people/principal.ts';
import { localDate } from '#domain/time/calendar.ts';
import type { Caller } from '#functions/caller.ts';
import { once } from '#functions/idempotency/once.ts';
import { applicant, applicantsUnit } from '#functions/scope/applicant.ts';
import { visibleAppointment } from '#functions/scope/visible-appointment.ts';
import { changedDetail } from '#functions/views/appointment-detail.ts';
import { instrumentType } from '#policies/catalogue.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { commit } from '#store/dynamodb/transaction.ts';
import { takeInstrument } from '#store/ledger/instruments.ts';

/** Submits a returned appointment again: a new revision with an execution of its own. @throws Problem as submitting. */
export const resubmitAppointment = (
  { id, ...content }: { id: string } & ResubmissionRequest,
  caller: Caller,
) =>
  once<AppointmentDetail>(caller, 202, async (saveAnswer) => {
    const { principal, now } = caller;
    const returned = await visibleAppointment(id, principal);
    const organisation = await applicant(returned.organisationCode, principal);
    const revision = returned.revision + 1;
    const appointment = transition(
      returned,
      'Resubmitted',
      {
        revision,
        unit: applicantsUnit(content.division, organisation, principal),
        ...checkedContent(content, instrumentType, localDate(now.ms)),
        submittedBy: personOf(principal),
      },
      now.at,
    );
    const event: HistoryEntry = { type: 'Resubmitted', at: now.at, by: principal.name, detail: { revision } };
    const detail = changedDetail(appointment, event);
    await commit([
      saveAnswer(detail),
      ...updateAppointment(appointment, event),
      ...appointment.lines.map((line) => takeInstrument(appointment, line)),
      addToOutbox({ kind: 'start', appointmentId: id, revision }, now.ms),
    ]);
    return detail;
  });

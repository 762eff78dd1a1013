import type { AppointmentDetail, AppointmentRequest } from '#contract/api/appointments.ts';
import type { HistoryEntry } from '#domain/appointments/history.ts';
import { initialWaiver, triage } from '#domain/appointments/triage.ts';
import { queueEntryOf } from '#domain/dispatch/queue.ts';
import { type Begun, begun } from '#domain/intake/admission.ts';
import { checkedContent } from '#domain/intake/content.ts';
import { hasRole, personOf } from '#domain/people/principal.ts';
import { localDate } from '#domain/time/calendar.ts';
import { institutionOf } from '#domain/units/institution.ts';
import type { Caller } from '#functions/caller.ts';
import { once } from '#functions/idempotency/once.ts';
import { referenceFor } from '#functions/reference.ts';
import { applicant, applicantsUnit } from '#functions/scope/applicant.ts';
import { appointmentDetail, changedDetail } from '#functions/views/appointment-detail.ts';
import { startMachine } from '#functions/writes/start.ts';
import { createAppointment } from '#store/appointments/appointments.ts';
import { getFile } from '#store/appointments/file.ts';
import { enterQueue } from '#store/dispatch/queue.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';
import { findInstruments, takeInstruments } from '#store/ledger/instruments.ts';
import { newId } from '#store/runtime/chance.ts';

/**
 * Takes a new appointment: checked, triaged by the very function of the quote, stored with its instruments, its place in
 * the queue and the order to start its execution, in one transaction. The answer says lane, fee and promise, and
 * whether a clerk must look.
 * @throws Problem Validation naming the field, OrganisationUnknown, InstrumentTaken, NotFound outside one's scope.
 */
export const submitAppointment = (request: AppointmentRequest, caller: Caller) =>
  once<{ id: string }, AppointmentDetail>(caller, 202, {
    act: (remember) =>
      withFreshRead(async () => {
        const { principal, now } = caller;
        const { organisationCode, channel, ...content } = request;
        const organisation = await applicant(organisationCode, principal);
        const unit = applicantsUnit(request.division, organisation, principal);
        const reference = referenceFor(unit, localDate(now.ms));
        const checked = checkedContent(content, reference.typeOf, localDate(now.ms));
        const found = triage(checked, organisation, reference, now.at);
        const appointment = begun(
          {
            id: newId(now.ms),
            revision: 1,
            version: 1,
            organisationCode: organisation.code,
            organisationName: organisation.name,
            unit,
            institution: institutionOf(unit),
            channel: hasRole(principal, 'enterprise') ? 'online' : (channel ?? 'telephone'),
            ...checked,
            submittedBy: personOf(principal),
            submittedAt: now.at,
            updatedAt: now.at,
            triage: found,
            waiver: initialWaiver(found.quote),
          },
          now.at,
        );
        const event = submitted('Submitted', appointment, principal.name);
        await commit([
          remember({ id: appointment.id }),
          ...createAppointment(appointment, event),
          ...takeInstruments(appointment, await findInstruments(appointment)),
          ...(appointment.status === 'QUEUED' ? [enterQueue(queueEntryOf(appointment))] : []),
          startMachine(appointment, reference.policy, now.ms),
        ]);
        return changedDetail(appointment, event);
      }),
    again: async ({ id }) => appointmentDetail(await getFile(id)),
  });

/** How a submission stands in the history: what was found of it too. */
export const submitted = (
  type: 'Submitted' | 'Resubmitted',
  { status, revision, triage: found, updatedAt }: Begun,
  by: string,
): HistoryEntry => ({
  type,
  at: updatedAt,
  by,
  detail: { lane: found.lane, route: status, ...(revision > 1 && { revision }) },
});

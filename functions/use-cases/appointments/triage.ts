import { type Appointment, reached } from '#domain/appointments/appointment.ts';
import { type Limits, limits } from '#domain/appointments/limits.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { initialWaiver, refusedLines, triage } from '#domain/appointments/triage.ts';
import { Problem } from '#domain/problem.ts';
import { localDate } from '#domain/time/calendar.ts';
import { referenceFor } from '#functions/reference.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { type AppointmentRevision, currentRevision } from '#functions/scope/current-revision.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';
import { freeInstrument } from '#store/ledger/instruments.ts';
import { findOrganisation } from '#store/organisations/organisations.ts';

/** Small decisions for the machine; everything else stays in the table. */
export type TriageOutcome = {
  route: 'accepted' | 'review' | 'returned';
  waiver: 'none' | 'decide';
  mode: Appointment['mode'];
  limits: Limits;
};

/** Triages a submitted appointment. Asked again, it answers from what the first time found. */
export const triageAppointment = (request: AppointmentRevision, now: Moment): Promise<TriageOutcome> =>
  withFreshRead(async () => {
    const present = await currentRevision(request);
    return outcome(present.status === 'SUBMITTED' ? await firstTriage(present, now) : present);
  });

async function firstTriage(submitted: Appointment, { at, ms }: Moment): Promise<Appointment> {
  const organisation = await findOrganisation(submitted.organisationCode);
  if (!organisation) throw new Problem('OrganisationUnknown');
  const reference = referenceFor(submitted.unit, localDate(ms));
  const found = triage(submitted, organisation, reference, at);
  const refused = refusedLines(submitted, reference.typeOf);
  const waiver = initialWaiver(found.quote);
  let next: Appointment;
  if (refused.length > 0) {
    const returned = {
      at,
      by: 'system',
      reason: '所列项目不能按申请受理。 Lines cannot be taken as asked.',
      lines: refused,
    };
    next = transition(submitted, 'Returned', { triage: found, returned }, at);
  } else if (found.review.length > 0) {
    next = transition(submitted, 'SentToReview', { triage: found, waiver }, at);
  } else {
    next = transition(submitted, 'Accepted', { triage: found, waiver }, at);
  }
  await commit([
    ...updateAppointment(next, {
      type: next.status === 'RETURNED' ? 'Returned' : 'Triaged',
      at,
      by: 'system',
      detail: { lane: found.lane, route: next.status },
    }),
    ...(next.status === 'RETURNED' ? next.lines.map((line) => freeInstrument(next, line)) : []),
  ]);
  return next;
}

function outcome(appointment: Appointment): TriageOutcome {
  const { mode, unit, requestedDate } = appointment;
  const { triage: found } = reached(appointment);
  if (!found) throw new Problem('IllegalTransition', { context: { state: appointment.status } });
  const { policy } = referenceFor(unit, localDate(Date.parse(found.at)));
  const routes: Partial<Record<Appointment['status'], TriageOutcome['route']>> = {
    RETURNED: 'returned',
    IN_REVIEW: 'review',
  };
  return {
    route: routes[appointment.status] ?? 'accepted',
    waiver: found.quote.waiver.status === 'to-decide' ? 'decide' : 'none',
    mode,
    limits: limits(found, policy, found.at, requestedDate),
  };
}

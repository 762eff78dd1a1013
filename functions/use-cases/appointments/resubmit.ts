import type { AppointmentDetail, ResubmissionRequest } from '#contract/api/appointments.ts';
import { initialWaiver, triage } from '#domain/appointments/triage.ts';
import { queueEntryOf } from '#domain/dispatch/queue.ts';
import { begunAgain } from '#domain/intake/admission.ts';
import { checkedContent } from '#domain/intake/content.ts';
import { personOf } from '#domain/people/principal.ts';
import { Problem } from '#domain/problem.ts';
import { localDate } from '#domain/time/calendar.ts';
import { institutionOf } from '#domain/units/institution.ts';
import type { Caller } from '#functions/caller.ts';
import { once } from '#functions/idempotency/once.ts';
import { referenceFor } from '#functions/reference.ts';
import { applicant, applicantsUnit } from '#functions/scope/applicant.ts';
import { visibleFile } from '#functions/scope/visible-file.ts';
import { submitted } from '#functions/use-cases/appointments/submit.ts';
import { appointmentDetail, changedDetail } from '#functions/views/appointment-detail.ts';
import { startMachine } from '#functions/writes/start.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { getFile } from '#store/appointments/file.ts';
import { enterQueue } from '#store/dispatch/queue.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';
import { findInstruments, takeInstruments } from '#store/ledger/instruments.ts';

/** Submits a returned appointment again: a new revision with an execution of its own. @throws Problem as submitting. */
export const resubmitAppointment = (
  { id, ...content }: { id: string } & ResubmissionRequest,
  caller: Caller,
) =>
  once<{ id: string }, AppointmentDetail>(caller, 202, {
    act: (remember) =>
      withFreshRead(async () => {
        const { principal, now } = caller;
        const { appointment: returned, history } = await visibleFile(id, principal);
        if (returned.status !== 'RETURNED') throw notReturned(returned.status);
        const organisation = await applicant(returned.organisationCode, principal);
        const unit = applicantsUnit(content.division, organisation, principal);
        const reference = referenceFor(unit, localDate(now.ms));
        const checked = checkedContent(content, reference.typeOf, localDate(now.ms));
        const found = triage(checked, organisation, reference, now.at);
        const appointment = begunAgain(
          returned,
          {
            revision: returned.revision + 1,
            unit,
            institution: institutionOf(unit),
            ...checked,
            submittedBy: personOf(principal),
            triage: found,
            waiver: initialWaiver(found.quote),
          },
          now.at,
        );
        const event = submitted('Resubmitted', appointment, principal.name);
        await commit([
          remember({ id }),
          ...updateAppointment(returned, appointment, event),
          ...takeInstruments(appointment, await findInstruments(appointment)),
          ...(appointment.status === 'QUEUED' ? [enterQueue(queueEntryOf(appointment))] : []),
          startMachine(appointment, reference.policy, now.ms),
        ]);
        return changedDetail(appointment, event, history);
      }),
    again: async () => appointmentDetail(await getFile(id)),
  });

const notReturned = (state: string): Problem =>
  new Problem(state === 'CANCELLING' || state === 'CANCELLED' ? 'Cancelled' : 'IllegalTransition', {
    context: { state, event: 'Resubmitted' },
  });

import { transition } from '#domain/appointments/transitions.ts';
import { queueEntryOf } from '#domain/dispatch/queue.ts';
import { accepted } from '#domain/intake/admission.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { type AppointmentRevision, currentRevision } from '#functions/scope/current-revision.ts';
import { closeWithDefault } from '#functions/writes/close-with-default.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { enterQueue } from '#store/dispatch/queue.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';
import { findInstruments, freeInstruments } from '#store/ledger/instruments.ts';

/**
 * Nobody accepted or returned it in time: it is accepted. An enterprise does not wait for a desk. Only evidence that
 * contradicts the register is returned to be put right: a waiver is not given by nobody's having looked. What a clerk
 * decided at the last moment counts.
 */
export const acceptByDefault = (
  request: AppointmentRevision,
  { at }: Moment,
): Promise<{ route: 'accepted' | 'returned' }> =>
  withFreshRead(async () => {
    const file = await currentRevision(request);
    const present = file.appointment;
    if (present.status === 'RETURNED') return { route: 'returned' };
    if (present.status !== 'IN_REVIEW') return { route: 'accepted' };
    const next = present.triage.disputed
      ? transition(present, 'Returned', { returned: contradiction(at) }, at)
      : accepted(present, {}, at);
    const returned = next.status === 'RETURNED';
    await commit([
      ...updateAppointment(present, next, {
        type: returned ? 'ReturnedByDefault' : 'AcceptedByDefault',
        at,
        by: 'system',
      }),
      ...closeWithDefault(file, ['intake-review'], at, returned ? 'return' : 'accept'),
      ...(next.status === 'RETURNED'
        ? freeInstruments(next, await findInstruments(next))
        : [enterQueue(queueEntryOf(next))]),
    ]);
    return { route: returned ? 'returned' : 'accepted' };
  });

const contradiction = (at: string) => ({
  at,
  by: 'system',
  reason:
    '所交材料与登记信息不一致，请更正其一后重新提交。 The evidence contradicts the register: correct one of them and submit again.',
  lines: [],
});

import type { UnitId } from '#domain/units/unit.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import type { Write } from '#store/dynamodb/transaction.ts';

/** The wait for dispatch, one a revision. */
export const dispatchWait = (revision: number): string => `dispatch-r${revision}`;

/** Lets the execution go on that waits for dispatch. */
export const resumeDispatched = ({ id, revision }: { id: string; revision: number }, nowMs: number): Write =>
  addToOutbox({ kind: 'resume', appointmentId: id, wait: dispatchWait(revision), output: {} }, nowMs);

/** Tells the dispatcher of a unit that there is something to assign, or somewhere to. */
export const dispatchNeeded = (unit: UnitId, nowMs: number): Write =>
  addToOutbox({ kind: 'publish', detailType: 'DispatchNeeded', detail: { unit } }, nowMs);

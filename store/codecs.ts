import { heads, log, results } from '#store/appointments/rows.ts';
import { certificates } from '#store/certificates/certificates.ts';
import { answers } from '#store/delivery/idempotency.ts';
import { outbox } from '#store/delivery/outbox.ts';
import { waits } from '#store/delivery/waits.ts';
import { parkedClasses } from '#store/dispatch/classes.ts';
import { queue } from '#store/dispatch/queue.ts';
import { jobs, shifts } from '#store/dispatch/shifts.ts';
import { teams } from '#store/dispatch/teams.ts';
import type { AnyCodec } from '#store/dynamodb/codec.ts';
import { instruments } from '#store/ledger/instruments.ts';
import { organisations } from '#store/organisations/organisations.ts';
import { tasks } from '#store/tasks/rows.ts';

/** Every kind of item that is stored: each has its golden rows, and is read and written anew by a backfill. */
export const codecs: readonly AnyCodec[] = [
  organisations,
  heads,
  log,
  results,
  tasks,
  waits,
  queue,
  parkedClasses,
  teams,
  shifts,
  jobs,
  instruments,
  certificates,
  outbox,
  answers,
];

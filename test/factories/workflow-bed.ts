import type { FunctionName } from '#contract/types.ts';
import type { Appointment } from '#domain/appointments/appointment.ts';
import { type RefusalCode, refusals } from '#domain/problem.ts';
import type { Task } from '#domain/tasks/task.ts';
import { takeInstrument } from '#store/ledger/instruments.ts';
import { writeOrganisation } from '#store/organisations/organisations.ts';
import { ID } from './appointment.ts';
import { cancelled } from './memory-tables.ts';
import { organisation } from './organisation.ts';
import { invoke } from './requests.ts';
import { open, testBed } from './test-bed.ts';

/** What a machine is told: one name for all refusals, the code in the text. */
export const refused = (code: RefusalCode) => ({
  name: 'Refused',
  message: JSON.stringify({ code, detail: refusals[code].en }),
});

/** Empty tables, and one appointment in them as a machine's step finds it and leaves it. */
export function workflowBed() {
  const the = testBed({ empty: true });
  const state = () => the.memory.all('appointments').find((row) => row.id === ID && row.item === 'state');
  return {
    the,
    state,
    run: <T>(name: FunctionName, input: object = {}) =>
      invoke<T>(the.memory, name, { appointmentId: ID, revision: 1, ...input }),
    given: (appointment: Appointment, ...of: Task[]) =>
      the.memory.given(
        writeOrganisation(organisation()),
        ...open(appointment, ...of),
        ...appointment.lines.map((each) => takeInstrument(appointment, each)),
      ),
    events: () => the.memory.all('appointments').flatMap((row) => (row.item === 'state' ? [] : [row.type])),
    delivered: () => the.memory.all('outbox').map(({ delivery }) => delivery),
    token: (wait: string) => the.memory.all('waits').findLast((row) => row.wait === wait)?.token,
    busyOnce: () =>
      the.memory.fail(
        () => cancelled(['TransactionConflict']),
        ({ command }) => command === 'TransactWrite',
      ),
    /** Somebody else writes to the appointment between the read and the write, once. */
    raceOnce: (change: object = {}, reasons = ['ConditionalCheckFailed']) =>
      the.memory.fail(
        () => {
          const present = state();
          the.memory.put('appointments', { ...present, version: Number(present?.version) + 1, ...change });
          return cancelled(reasons);
        },
        ({ command }) => command === 'TransactWrite',
      ),
  };
}

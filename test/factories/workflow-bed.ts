import type { FunctionName } from '#contract/types.ts';
import type { Appointment } from '#domain/appointments/appointment.ts';
import { type RefusalCode, refusals } from '#domain/problem.ts';
import type { Task } from '#domain/tasks/task.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { type File, fileOf, type Stored } from '#store/appointments/file.ts';
import { takeInstruments } from '#store/ledger/instruments.ts';
import { writeOrganisation } from '#store/organisations/organisations.ts';
import { ID, NOW } from './appointment.ts';
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
  const rows = () => the.memory.all('appointments').filter((row) => row.appointmentId === ID);
  const present = (): File => fileOf(rows());
  return {
    the,
    present,
    state: () => present().appointment,
    tasks: () => present().tasks,
    run: <T>(name: FunctionName, input: object = {}) =>
      invoke<T>(the.memory, name, { appointmentId: ID, revision: 1, ...input }),
    given: (appointment: Appointment, ...of: Task[]) =>
      the.memory.given(
        writeOrganisation(organisation()),
        ...open(appointment, ...of),
        ...takeInstruments(appointment, new Map()),
      ),
    events: () => present().history.map(({ type }) => type),
    delivered: () => the.memory.all('outbox').map(({ delivery }) => delivery),
    /** Every token that a wait was given. */
    tokens: (wait: string) =>
      the.memory.all('waits').flatMap((row) => (row.wait === wait ? [row.token] : [])),
    busyOnce: () =>
      the.memory.fail(
        () => cancelled(['TransactionConflict']),
        ({ command }) => command === 'TransactWrite',
      ),
    /** Somebody else writes to the appointment between the read and the write, once. */
    raceOnce: (
      change: (before: Stored) => Appointment = (before) => ({ ...before, version: before.version + 1 }),
      reasons = ['ConditionalCheckFailed'],
    ) =>
      the.memory.fail(
        () => {
          const { appointment: before } = present();
          const event = { type: 'WaiverReviewed', at: NOW, by: 'somebody else' } as const;
          the.memory.given(...updateAppointment(before, change(before), event));
          return cancelled(reasons);
        },
        ({ command }) => command === 'TransactWrite',
      ),
  };
}

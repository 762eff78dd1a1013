import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect } from 'vitest';
import type { TableName } from '#contract/table-names.ts';
import { Appointment, isAccepted } from '#domain/appointments/appointment.ts';
import { feeNow } from '#domain/appointments/fee-now.ts';
import { Shift } from '#domain/dispatch/capacity.ts';
import { QueueEntry } from '#domain/dispatch/queue.ts';
import { LedgerEntry } from '#domain/ledger/ledger.ts';
import { isOpen, Task } from '#domain/tasks/task.ts';
import { referenceOfTriage } from '#functions/reference.ts';
import { MovableClock } from '#local/clock.ts';
import { DemoClient } from '#local/demo/client.ts';
import { Scenario } from '#local/demo/scenario.ts';
import { type System, startSystem } from '#local/system.ts';
import { documents, physicalName } from '#store/dynamodb/client.ts';

/** A Monday morning in China, with the calendar of the whole year ahead. */
const MONDAY = Date.parse('2026-03-02T01:00:00Z');

export type RunningSystem = { system: System; client: DemoClient; scenario: Scenario; errors: string[] };

/**
 * The whole system in memory on a clock that stands still, fresh for each test. After each, whatever was played,
 * the books must agree.
 */
export function useRunningSystem(): RunningSystem {
  const running = {} as RunningSystem;
  beforeEach(async () => {
    running.errors = [];
    running.system = await startSystem({
      memory: true,
      clock: new MovableClock({ flowing: false, start: MONDAY }),
      randomSeed: 7,
      log: (level, message) => {
        if (level === 'error') running.errors.push(message);
      },
    });
    running.client = new DemoClient(
      running.system.url,
      () => {},
      // Once nothing is under way, looking again shows nothing new.
      { looks: 3, moment: () => running.system.settle() },
    );
    running.scenario = new Scenario(running.client);
  });
  afterEach(async () => {
    try {
      await running.system.settle();
      await expectBooksToAgree();
    } finally {
      await running.system.stop();
    }
  });
  return running;
}

async function rows(table: TableName): Promise<Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new ScanCommand({ TableName: physicalName(table), ...(from && { ExclusiveStartKey: from }) }),
    );
    all.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from);
  return all;
}

const ended = ['RETURNED', 'COMPLETED', 'CANCELLED', 'FAILED'];

/** What must hold between the tables whenever nothing is under way. */
export async function expectBooksToAgree(): Promise<void> {
  const appointments = (await rows('appointments'))
    .filter(({ item }) => item === 'state')
    .map((row) => Appointment.parse(row));
  const open = new Set(appointments.filter(({ status }) => !ended.includes(status)).map(({ id }) => id));

  // Minutes taken from a shift are those of the appointments assigned to it that did not end early.
  for (const shift of (await rows('shifts')).map((row) => Shift.parse(row))) {
    const taken = appointments.reduce(
      (sum, appointment) =>
        'assignment' in appointment &&
        appointment.assignment?.shiftId === shift.id &&
        (open.has(appointment.id) || appointment.status === 'COMPLETED')
          ? sum + appointment.assignment.minutes
          : sum,
      0,
    );
    expect(shift, `minutes of shift ${shift.id}`).toMatchObject({ remaining: shift.minutes - taken });
    expect(shift.remaining).toBeGreaterThanOrEqual(0);
  }

  // Somebody waits in a queue exactly if the appointment says so.
  const queued = appointments.filter(({ status }) => status === 'QUEUED').map(({ id }) => id);
  const entries = (await rows('queue')).map((row) => QueueEntry.parse(row).appointmentId);
  expect(entries.sort(), 'entries of the queues').toEqual(queued.sort());

  // Nobody is asked to decide what has ended.
  const tasks = (await rows('tasks')).map((row) => Task.parse(row));
  for (const task of tasks.filter(isOpen)) expect(open, `open task ${task.id}`).toContain(task.appointmentId);

  // An instrument is taken by an open appointment or by none.
  for (const entry of (await rows('instruments')).map((row) => LedgerEntry.parse(row))) {
    if (entry.openAppointment)
      expect(open, `instrument ${entry.instrumentKey}`).toContain(entry.openAppointment);
  }

  // The fee that is shown is the fee as it stands; what was settled was shown before.
  for (const appointment of appointments.filter(isAccepted)) {
    const { payableFen } = feeNow(appointment, referenceOfTriage(appointment));
    expect(appointment.triage.quote.payableFen, `fee of ${appointment.id}`).toBe(payableFen);
    if (appointment.status === 'COMPLETED') expect(appointment.settlement.quote.payableFen).toBe(payableFen);
  }

  // Everything that had to be told was told.
  const pending = (await rows('outbox')).filter((row) => row.pending !== undefined);
  expect(pending, 'undelivered outbox rows').toEqual([]);

  // Each version of an appointment has its line of history.
  const events = (await rows('appointments')).filter(({ item }) => item !== 'state');
  for (const { id, version } of appointments) {
    expect(events.filter((event) => event.id === id).length, `history of ${id}`).toBe(version);
  }
}

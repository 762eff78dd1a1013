import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Appointment, Status } from '#domain/appointments/appointment.ts';
import { Assignment, Results, WaiverState } from '#domain/appointments/parts.ts';
import { createAppointment, updateAppointment } from '#store/appointments/appointments.ts';
import { getFile } from '#store/appointments/file.ts';
import { commit } from '#store/dynamodb/transaction.ts';
import { createTask, updateTask } from '#store/tasks/tasks.ts';
import {
  appointmentIn,
  assignment,
  ID,
  later,
  line,
  NOW,
  signed,
  TODAY,
  withWaiver,
} from '#test/factories/appointment.ts';
import { MemoryTables } from '#test/factories/memory-tables.ts';
import { openTask } from '#test/factories/work.ts';
import { plain } from '#test/memory-dynamodb/tables.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const bilingual = fc.record({ zh: text, en: text });
const count = fc.integer({ min: 1, max: 3 });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const results = fc
  .record({
    round: count,
    pass: fc.boolean(),
    // What a request may say: no sign that cannot be seen.
    reason: fc.constantFrom('示值误差超出允许误差', 'Over the limit'),
    reading: fc.integer({ min: -1000, max: 1000 }).map((thousandths) => thousandths / 1000 + 0),
    checked: fc.boolean(),
    lines: count,
  })
  .map(({ round, pass, reason, reading, checked, lines }) =>
    Results.parse({
      round,
      lines: Array.from({ length: lines }, (_, index) => ({
        line: index + 1,
        outcome: pass ? 'pass' : 'fail',
        testedOn: TODAY,
        ...(pass
          ? { measurements: [{ point: 'p', nominal: reading, reading, tolerance: 0, unit: 'u' }] }
          : { reason }),
      })),
      testedBy: signed('t'),
      testedAt: NOW,
      ...(checked && { checkedBy: signed('c') }),
    }),
  );

/** Every part that a write may bring, or leave as it was. */
const change = fc.record({
  status: fc.constantFrom(...Status.options),
  lines: optional(count.map((lines) => Array.from({ length: lines }, (_, index) => line(index + 1)))),
  note: optional(fc.option(text)),
  prices: optional(fc.array(fc.record({ line: count, tariffFen: fc.nat(1000) }), { maxLength: 2 })),
  quote: optional(fc.nat(100_000)),
  waiver: optional(
    fc
      .record({ status: fc.constantFrom('none', 'pending', 'approved'), reason: fc.option(text) })
      .map((said) =>
        WaiverState.parse({ rule: null, ratePercent: null, byDefault: false, decidedBy: [], ...said }),
      ),
  ),
  assignment: optional(bilingual.map((explanation) => Assignment.parse(assignment({ explanation })))),
  results: optional(results),
  reason: text,
  detail: optional(
    fc.dictionary(
      text.filter((name) => name !== '__proto__'),
      fc.oneof(text, fc.integer(), fc.constant(null)),
      { maxKeys: 2 },
    ),
  ),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

const defined = (value: object) =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));

/** The next version, whatever it says: the store keeps what it is given, and knows no rules of the trade. */
function after(present: Appointment, said: Change): Appointment {
  const { status, prices, quote, reason, detail: _detail, ...rest } = said;
  const { triage } = present;
  const instruments = said.results
    ? Array.from({ length: said.results.lines.length }, (_, i) => line(i + 1))
    : undefined;
  const next = {
    ...appointmentIn(status),
    ...defined(present),
    ...defined(rest),
    ...defined({ lines: instruments ?? said.lines }),
    ...(instruments === undefined && said.lines && { results: undefined }),
    triage: {
      ...triage,
      ...defined({ prices }),
      quote: { ...triage.quote, ...defined({ payableFen: quote }) },
    },
    status,
    cancellation: { at: NOW, by: 'x', reason },
    returned: { at: NOW, by: 'x', reason, lines: [] },
    failure: { at: NOW, code: 'x', reason: { zh: reason, en: reason } },
    version: present.version + 1,
    updatedAt: later(present.version),
  };
  const found = 'results' in next ? next.results : undefined;
  const results = found?.lines.length === next.lines.length ? found : undefined;
  const settlement = {
    at: NOW,
    quote: { ...next.triage.quote, waiver: { status: 'none' } },
    certificates: [reason],
    notices: [],
  };
  const complete = status === 'COMPLETED' && results === undefined ? 'ASSIGNED' : status;
  return Appointment.parse(defined({ ...next, status: complete, settlement, results }));
}

describe('whatever is written', () => {
  it('is read back, version after version, and each line of the history with it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const memory = new MemoryTables();
        const first = appointmentIn('IN_REVIEW', withWaiver(2));
        const said = [{ type: 'Submitted' as const, at: NOW, by: 'x' }];
        await commit(createAppointment(first, said[0] ?? { type: 'Submitted', at: NOW, by: 'x' }));
        for (const one of changes) {
          const { appointment } = await getFile(ID);
          const next = after(appointment, one);
          const event = {
            type: 'Tested' as const,
            at: next.updatedAt,
            by: 'x',
            ...defined({ detail: one.detail }),
          };
          await commit(updateAppointment(appointment, next, event));
          said.push(event as never);
          const file = await getFile(ID);
          expect(plain(file.appointment)).toEqual(plain(next));
          expect(plain(file.history)).toEqual(
            plain(said.map((each, index) => ({ ...each, version: index + 1 }))),
          );
        }
        memory.stub.restore();
      }),
      { numRuns: 60 },
    );
  });

  it('of tasks is read back with their appointment', async () => {
    const steps = fc.uniqueArray(
      fc.constantFrom('intake-review', 'receive', 'test', 'check', 'authorise', 'waiver-review'),
      { minLength: 1 },
    );
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.array(fc.record({ which: fc.nat(), reason: text }), { maxLength: 6 }),
        async (opened, later) => {
          const memory = new MemoryTables();
          const tasks = opened.map((step) => openTask(step as 'test'));
          await commit([
            ...createAppointment(appointmentIn('QUEUED'), { type: 'Submitted', at: NOW, by: 'x' }),
            ...tasks.map(createTask),
          ]);
          const expected = new Map<string, unknown>(tasks.map((task) => [task.id, task]));
          const under = new Map<string, string>();
          for (const { which, reason } of later) {
            const present = (await getFile(ID)).tasks[which % tasks.length];
            if (!present) throw new Error('a task is lost');
            const next = { ...present, version: present.version + 1, organisationName: reason };
            await commit([updateTask(next, reason)]);
            expected.set(next.id, next);
            under.set(next.id, reason);
          }
          const found = await getFile(ID);
          expect(new Map(found.tasks.map((task) => [task.id, task]))).toEqual(expected);
          expect(found.decidedUnder).toEqual(under);
          memory.stub.restore();
        },
      ),
      { numRuns: 40 },
    );
  });
});

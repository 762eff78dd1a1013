import { tableNames, tableVariable } from '#contract/table-names.ts';
import { giveBack, take } from '#domain/dispatch/capacity.ts';
import { classOf } from '#domain/dispatch/parking.ts';
import type { QueueEntry } from '#domain/dispatch/queue.ts';
import { freed, taken } from '#domain/ledger/ledger.ts';
import { cancelTask, claim, decide, escalate, expire } from '#domain/tasks/task.ts';
import { heads, log, results } from '#store/appointments/rows.ts';
import { certificates } from '#store/certificates/certificates.ts';
import { answers } from '#store/delivery/idempotency.ts';
import { outbox } from '#store/delivery/outbox.ts';
import { waits } from '#store/delivery/waits.ts';
import { type ParkedClass, parkedClasses } from '#store/dispatch/classes.ts';
import { queue } from '#store/dispatch/queue.ts';
import { jobs, shifts } from '#store/dispatch/shifts.ts';
import { teams } from '#store/dispatch/teams.ts';
import type { AnyCodec, Codec, Row } from '#store/dynamodb/codec.ts';
import { instruments } from '#store/ledger/instruments.ts';
import { organisations } from '#store/organisations/organisations.ts';
import { tasks } from '#store/tasks/rows.ts';
import { draft, ID, later, line, NOW } from '#test/factories/appointment.ts';
import { delivery } from '#test/factories/delivery.ts';
import { organisation } from '#test/factories/organisation.ts';
import { person } from '#test/factories/people.ts';
import { certificate, entry, job, openTask, shift, team } from '#test/factories/work.ts';
import { plain } from '#test/memory-dynamodb/tables.ts';
import { rowsOfLives } from './lives.ts';

/** Rows by what they show. */
export type Samples = Record<string, Row>;

const encoded = <T>(codec: Codec<T>, values: Record<string, T>): Samples =>
  plain(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, codec.encode(value)])));

const review = openTask('waiver-review');
const escalated = escalate(review, NOW, later(48));
const approver = person('approver');
const parked = { at: NOW, reason: { zh: '无空档', en: 'no room' } };
const classed = (of: QueueEntry): ParkedClass => ({
  ...classOf(of),
  institution: of.institution,
  stamp: '01KJP00000ABCDEFGHJKMNPQRS',
});
const own = draft();
const described = line(1, { measuringRange: '(32～42) ℃', accuracyClass: 'II', place: '大门' });
const first = taken(undefined, own, described);
const other = taken(undefined, own, line(2, { type: 'other', otherName: '水质记录仪' }));
const document = ({ result: _result, ...rest }: ReturnType<typeof certificate>) => ({
  ...rest,
  recorded: 7,
  serialNumber: rest.line.serialNumber,
});
const of = (one: Parameters<typeof outbox.encode>[0]['delivery']) => ({
  bucket: '14',
  id: '01KJP00000ABCDEFGHJKMNPQRT',
  createdAt: NOW,
  delivery: one,
});

const samples: readonly [AnyCodec, () => Samples][] = [
  [heads, () => rowsOfLives(heads.holds)],
  [log, () => rowsOfLives(log.holds)],
  [results, () => rowsOfLives(results.holds)],
  [
    organisations,
    () =>
      encoded(organisations, {
        'a small enterprise': organisation(),
        'a hospital, changed': organisation({ medical: true, resumption: 'not-stopped', version: 2 }),
      }),
  ],
  [
    tasks,
    () =>
      encoded(tasks, {
        open: review,
        'open in a later round': openTask('test', { round: 12 }),
        claimed: claim(review, approver, NOW),
        escalated,
        'escalated and claimed': claim(escalated, approver, NOW),
        'escalated and decided': decide(escalated, { outcome: 'approve' }, approver, NOW),
        'escalated and expired': expire(escalated, NOW, 'reject'),
        'escalated and cancelled': cancelTask(escalated, NOW),
        approved: {
          ...decide(review, { outcome: 'approve', ratePercent: 30, reason: '符合条件' }, approver, NOW),
          decidedUnder: 'a digest',
        },
        received: decide(
          openTask('receive'),
          { outcome: 'receive', condition: '完好' },
          person(openTask('receive').candidates[0]?.role ?? 'clerk'),
          NOW,
        ),
        rejected: decide(review, { outcome: 'reject', reason: '不符合条件' }, approver, NOW),
        expired: expire(review, NOW, 'reject'),
        cancelled: cancelTask(review, NOW),
      }),
  ],
  [
    waits,
    () =>
      encoded(waits, {
        kept: { appointmentId: ID, wait: 'dispatch-r1', token: 'token', expiresAt: 1_800_000_000 },
      }),
  ],
  [
    queue,
    () =>
      encoded(queue, {
        waiting: entry(),
        'waiting, late': entry({ overdue: true, dueBy: null }),
        parked: entry({ parked }),
        'parked until a day': entry({
          parked,
          requestedDate: '2026-04-01',
          fields: ['mass', 'medical'],
          mode: 'send-in',
        }),
      }),
  ],
  [
    parkedClasses,
    () =>
      encoded(parkedClasses, {
        'of any day': classed(entry()),
        'from a day on': classed(
          entry({ requestedDate: '2026-04-01', fields: ['mass', 'medical'], mode: 'send-in' }),
        ),
      }),
  ],
  [
    teams,
    () => encoded(teams, { 'with a vehicle': team(), without: team({ vehicle: null, laboratory: false }) }),
  ],
  [
    shifts,
    () =>
      encoded(shifts, {
        planned: shift(),
        taken: take(shift(), 300),
        'taken to the last minute': take(shift(), 480),
        grown: giveBack(take(shift(), 480), 30),
        'without a vehicle': shift({ vehicle: null }),
      }),
  ],
  [jobs, () => encoded(jobs, { 'on site': job(), 'sent in': job({ mode: 'send-in', lane: 'emergency' }) })],
  [
    instruments,
    () =>
      encoded(instruments, {
        taken: first,
        'of another type': other,
        'freed, with a document': freed(first, certificate()),
        'freed, with a notice': freed(first, certificate({ document: 'notice', validUntil: null })),
      }),
  ],
  [
    certificates,
    () =>
      encoded(certificates, {
        certificate: document(certificate({ line: described })),
        notice: document(
          certificate({
            document: 'notice',
            validUntil: null,
            line: line(2, { type: 'other', otherName: '水质记录仪' }),
          }),
        ),
      }),
  ],
  [
    outbox,
    () =>
      encoded(outbox, {
        start: of(delivery.start()),
        resume: of(delivery.resume()),
        'resume with an error': of(delivery.resume({ error: { error: 'X', cause: 'x' } })),
        'cancel the waits': of(delivery.cancel()),
      }),
  ],
  [
    answers,
    () =>
      encoded(answers, {
        answered: {
          key: 'me#k',
          request: 'digest',
          status: 202,
          reference: { id: ID, version: 1 },
          expiresAt: 1_800_000_000,
        },
      }),
  ],
];

/** Rows of a kind as today's code writes them, in every variant. */
export function samplesOf(codec: AnyCodec): Samples {
  // Writes name the tables of this process.
  for (const table of tableNames) process.env[tableVariable(table)] ??= `test-${table}`;
  const made = samples.find(([of]) => of.name === codec.name)?.[1]();
  if (!made) throw new Error(`test/store/rows/samples.ts makes no rows of ${codec.name}`);
  return made;
}

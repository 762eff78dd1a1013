import { describe, expect, it } from 'vitest';
import type { FunctionName } from '#contract/types.ts';
import type { Appointment, Status } from '#domain/appointments/appointment.ts';
import { type RefusalCode, refusals } from '#domain/problem.ts';
import { escalate, expire, type Task } from '#domain/tasks/task.ts';
import { useClock } from '#functions/runtime/clock.ts';
import { enterQueue } from '#store/dispatch/queue.ts';
import { createShift } from '#store/dispatch/shifts.ts';
import { takeInstrument } from '#store/ledger/instruments.ts';
import { writeOrganisation } from '#store/organisations/organisations.ts';
import { createTask } from '#store/tasks/tasks.ts';
import {
  appointmentIn,
  evidence,
  ID,
  later,
  line,
  NOW,
  signed,
  TODAY,
  withWaiver,
} from '#test/factories/appointment.ts';
import { cancelled, throttled } from '#test/factories/memory-tables.ts';
import { organisation } from '#test/factories/organisation.ts';
import { invoke } from '#test/factories/requests.ts';
import { open, shifts, testBed } from '#test/factories/test-bed.ts';
import { entry, openTask, shift } from '#test/factories/work.ts';

const the = testBed({ empty: true });

const run = <T>(name: FunctionName, input: object = {}) =>
  invoke<T>(the.memory, name, { appointmentId: ID, revision: 1, ...input });
const given = (appointment: Appointment, ...of: Task[]) =>
  the.memory.given(
    writeOrganisation(organisation()),
    ...open(appointment, ...of),
    ...appointment.lines.map((each) => takeInstrument(appointment, each)),
  );
const state = () => the.memory.all('appointments').find((row) => row.id === ID && row.item === 'state');
const events = () =>
  the.memory.all('appointments').flatMap((row) => (row.item === 'state' ? [] : [row.type]));
const delivered = () => the.memory.all('outbox').map(({ delivery }) => delivery);
const token = (wait: string) => the.memory.all('waits').find((row) => row.wait === wait)?.token;
const busyOnce = () =>
  the.memory.fail(
    () => cancelled(['TransactionConflict']),
    ({ command }) => command === 'TransactWrite',
  );
/** What the machine is told: one name for all refusals, the code in the text. */
const refused = (code: RefusalCode) => ({
  name: 'Refused',
  message: JSON.stringify({ code, detail: refusals[code].en }),
});
/** Somebody else writes to the appointment between the read and the write, once. */
const raceOnce = (change: object = {}, told = ['ConditionalCheckFailed']) =>
  the.memory.fail(
    () => {
      const present = state();
      the.memory.put('appointments', { ...present, version: Number(present?.version) + 1, ...change });
      return cancelled(told);
    },
    ({ command }) => command === 'TransactWrite',
  );

const stopped: [string, object, RefusalCode][] = [
  [
    'is being cancelled',
    { status: 'CANCELLING', cancellation: { at: NOW, by: 'x', reason: 'x' } },
    'Cancelled',
  ],
  ['was cancelled', { status: 'CANCELLED', cancellation: { at: NOW, by: 'x', reason: 'x' } }, 'Cancelled'],
  ['has a later revision', { revision: 2 }, 'Superseded'],
  [
    'has failed',
    { status: 'FAILED', failure: { at: NOW, code: 'x', reason: { zh: 'x', en: 'x' } } },
    'IllegalTransition',
  ],
];
const conducted: [FunctionName, object][] = [
  ['triage', {}],
  ['enqueue', { overdue: false, taskToken: 't' }],
  ['open-task', { step: 'test', round: 1, taskToken: 't' }],
  ['apply-default', { step: 'intake-review' }],
  ['apply-default', { step: 'waiver' }],
  ['close', {}],
];

describe.each(conducted)('%s %j', (name, input) => {
  it.each(stopped)('has nothing to do for one that %s', async (_, change, error) => {
    given(appointmentIn('ACCEPTED'));
    the.memory.put('appointments', { ...state(), ...change });
    await expect(run(name, input)).rejects.toMatchObject(refused(error));
    expect(the.memory.writes).toEqual([]);
  });

  it('is refused for one that there is not, and without an input that names one', async () => {
    await expect(run(name, input)).rejects.toMatchObject(refused('NotFound'));
    await expect(run(name, { ...input, appointmentId: 5 })).rejects.toMatchObject({ name: 'ZodError' });
  });
});

describe('triage', () => {
  type Outcome = { route: string; waiver: string; mode: string; limits: Record<string, number> };

  it('accepts what needs no look, and tells the machine only small things', async () => {
    given(appointmentIn('SUBMITTED'));
    const outcome = await run<Outcome>('triage');
    expect(outcome).toMatchObject({ route: 'accepted', waiver: 'none', mode: 'on-site' });
    expect(JSON.stringify(outcome).length).toBeLessThan(400);
    expect(state()).toMatchObject({
      status: 'ACCEPTED',
      triage: { lane: 'green' },
      waiver: { status: 'none' },
    });
    expect(events()).toEqual(['Submitted', 'Triaged']);
  });

  it('asks a person where a waiver is to be decided', async () => {
    given(appointmentIn('SUBMITTED', withWaiver()));
    expect(await run<Outcome>('triage')).toMatchObject({
      waiver: 'decide',
      limits: { reviewSeconds: 48 * 3600 },
    });
  });

  it('sends to a clerk what the catalogue lacks', async () => {
    given(appointmentIn('SUBMITTED', { lines: [line(1, { type: 'other', otherName: '自制量规' })] }));
    expect(await run<Outcome>('triage')).toMatchObject({ route: 'review' });
    expect(state()).toMatchObject({ status: 'IN_REVIEW' });
  });

  it('returns with a reason per line what cannot be taken, and frees its instruments', async () => {
    given(appointmentIn('SUBMITTED', { lines: [line(1), line(2, { kind: 'verification' })] }));
    expect(await run<Outcome>('triage')).toMatchObject({ route: 'returned' });
    expect(state()).toMatchObject({ status: 'RETURNED', returned: { by: 'system', lines: [{ line: 2 }] } });
    expect(the.memory.all('instruments').every((row) => row.openAppointment === undefined)).toBe(true);
  });

  it.each(['SUBMITTED', 'IN_REVIEW', 'ACCEPTED', 'RETURNED', 'QUEUED'] as const)(
    'asked again when it is %s, answers from what it found',
    async (status) => {
      given(appointmentIn(status, withWaiver()));
      const first = await run<Outcome>('triage');
      const after = the.memory.snapshot();
      expect(await run<Outcome>('triage')).toEqual(first);
      expect(the.memory.snapshot()).toBe(after);
    },
  );

  it('tells who is not registered any more, as a refusal, which the machine does not try again', async () => {
    the.memory.given(...open(appointmentIn('SUBMITTED')));
    await expect(run('triage')).rejects.toMatchObject(refused('OrganisationUnknown'));
  });

  it('is made anew when somebody cancelled meanwhile', async () => {
    given(appointmentIn('SUBMITTED'));
    raceOnce({ status: 'CANCELLING', cancellation: { at: NOW, by: 'x', reason: 'x' } });
    await expect(run('triage')).rejects.toMatchObject(refused('Cancelled'));
    expect(state()).toMatchObject({ status: 'CANCELLING' });
  });
});

describe('the wait for dispatch', () => {
  const enqueue = (overdue = false, taskToken = 'T1') =>
    run<{ wait: string }>('enqueue', { overdue, taskToken });
  const queue = () => the.memory.all('queue');

  it('puts it into the queue of its unit, keeps the token and wakes the dispatcher', async () => {
    given(appointmentIn('ACCEPTED'));
    expect(await enqueue()).toEqual({ wait: 'dispatch-r1' });
    expect(state()).toMatchObject({ status: 'QUEUED', acceptedAt: NOW, rankKey: `1#${later(-120)}#${ID}` });
    expect(queue()).toMatchObject([
      { unit: 'shangluo', rankKey: `1#${later(-120)}#${ID}`, lane: 'green', unplaced: null },
    ]);
    expect(token('dispatch-r1')).toBe('T1');
    expect(delivered()).toEqual([
      { kind: 'publish', detailType: 'DispatchNeeded', detail: { unit: 'shangluo' } },
    ]);
  });

  it('asked again keeps the newer token, and its place', async () => {
    given(appointmentIn('ACCEPTED'));
    await enqueue();
    const before = queue();
    useClock(() => Date.parse(later(1)));
    await enqueue(false, 'T2');
    expect(queue()).toEqual(before);
    expect(token('dispatch-r1')).toBe('T2');
  });

  it('past the promised day goes to the head of the queue, and everything is free', async () => {
    given(appointmentIn('ACCEPTED', withWaiver(2)));
    await enqueue();
    await enqueue(true, 'T2');
    expect(queue()).toHaveLength(1);
    expect(queue()[0]).toMatchObject({ overdue: true, rankKey: expect.stringMatching(/^0#/) });
    expect(state()).toMatchObject({
      status: 'QUEUED',
      overdue: true,
      triage: { quote: { payableFen: 0, tariffFen: 12_000, waiver: { status: 'to-decide' } } },
    });
    const version = state()?.version;
    await enqueue(true, 'T3');
    expect(state()).toMatchObject({ version });
    expect(token('dispatch-r1')).toBe('T3');
  });

  it('keeps no token for one that is cancelled at this very moment: nobody would end that wait', async () => {
    given(appointmentIn('ACCEPTED'));
    await enqueue();
    raceOnce({ status: 'CANCELLING', cancellation: { at: NOW, by: 'x', reason: 'x' } }, [
      'TransactionConflict',
    ]);
    await expect(enqueue(false, 'T2')).rejects.toMatchObject(refused('Cancelled'));
    expect(token('dispatch-r1')).toBe('T1');
  });

  it('of one that was dispatched meanwhile goes on at once', async () => {
    given(appointmentIn('ASSIGNED'));
    await enqueue(true, 'T2');
    expect(delivered()).toEqual([{ kind: 'resume', appointmentId: ID, wait: 'dispatch-r1', output: {} }]);
    expect(token('dispatch-r1')).toBe('T2');
    expect(state()).toMatchObject({ overdue: false });
  });

  it('is not for one that is elsewhere', async () => {
    given(appointmentIn('COMPLETED'));
    await expect(enqueue()).rejects.toMatchObject(refused('IllegalTransition'));
  });

  it('is done once, however often other transactions are in the way', async () => {
    given(appointmentIn('ACCEPTED'));
    busyOnce();
    raceOnce();
    await enqueue();
    expect(queue()).toHaveLength(1);
    expect(events().filter((type) => type === 'Queued')).toHaveLength(1);
  });
});

describe('asking a group to decide', () => {
  const ask = (step: string, more: object = {}) =>
    run<{ task: string }>('open-task', { step, taskToken: 'T1', ...more });
  const task = () => the.memory.all('tasks')[0] as Task | undefined;

  it('opens a task with who can decide, who may not, and until when', async () => {
    given(appointmentIn('IN_REVIEW'));
    expect(await ask('intake-review')).toEqual({ task: `${ID}-r1-intake-review` });
    expect(task()).toMatchObject({
      status: 'OPEN',
      candidates: { role: 'clerk', unit: 'shangluo' },
      excluded: ['enterprise-1'],
      dueAt: later(24),
      lane: 'green',
      escalatedAt: null,
    });
    expect(token(`${ID}-r1-intake-review`)).toBe('T1');
  });

  it.each([
    ['test', ['enterprise-1']],
    ['check', ['enterprise-1', 'technician-1']],
    ['authorise', ['enterprise-1', 'technician-1', 'technician-2']],
  ])('to %s leaves out who did the steps before: three different people', async (step, excluded) => {
    given(appointmentIn('VERIFYING'));
    await ask(step, { round: 1 });
    expect(task()).toMatchObject({ excluded, candidates: { role: 'technician' }, round: 1 });
  });

  it('to countersign leaves out who reviewed', async () => {
    const accepted = appointmentIn('ACCEPTED', withWaiver(10));
    given({
      ...accepted,
      waiver: { ...accepted.waiver, status: 'countersign', decidedBy: [signed('approver-1')] },
    });
    await ask('waiver-countersign');
    expect(task()).toMatchObject({ excluded: ['enterprise-1', 'approver-1'], dueAt: later(24) });
  });

  it('counts the time of a step from the day of the shift', async () => {
    given(appointmentIn('ASSIGNED'));
    await ask('test', { round: 1 });
    const { dueAt = '' } = task() ?? {};
    expect(Date.parse(dueAt)).toBe(Date.parse('2026-03-03') + 72 * 3_600_000);
  });

  it('asked again keeps the newer token, and the task as it is', async () => {
    given(appointmentIn('IN_REVIEW'));
    await ask('intake-review');
    const before = task();
    await ask('intake-review', { taskToken: 'T2' });
    expect(task()).toEqual(before);
    expect(token(`${ID}-r1-intake-review`)).toBe('T2');
  });

  it("escalates to the province's people, once", async () => {
    given(appointmentIn('ACCEPTED', withWaiver()), openTask('waiver-review', { createdAt: later(-48) }));
    await ask('waiver-review', { escalate: true });
    expect(task()).toMatchObject({
      candidates: { role: 'approver', unit: 'shaanxi' },
      escalatedAt: NOW,
      version: 2,
    });
    await ask('waiver-review', { escalate: true, taskToken: 'T2' });
    expect(task()).toMatchObject({ version: 2 });
  });

  it('that was never asked is opened at the province when it escalates', async () => {
    given(appointmentIn('ACCEPTED', withWaiver()));
    await ask('waiver-review', { escalate: true });
    expect(task()).toMatchObject({ candidates: { unit: 'shaanxi' }, escalatedAt: NOW, dueAt: later(24) });
  });

  it('of what was decided at the last moment goes on with that decision', async () => {
    const review = openTask('waiver-review');
    const decided: Task = {
      ...review,
      status: 'DECIDED',
      version: 2,
      decision: { outcome: 'approve', by: signed('approver-1'), at: NOW, ratePercent: 40 },
    };
    const accepted = appointmentIn('ACCEPTED', withWaiver(10));
    given({ ...accepted, waiver: { ...accepted.waiver, status: 'countersign', ratePercent: 40 } }, decided);
    await ask('waiver-review', { escalate: true, taskToken: 'T2' });
    expect(delivered()).toEqual([
      {
        kind: 'resume',
        appointmentId: ID,
        wait: review.id,
        output: { outcome: 'approve', ratePercent: 40, countersign: true },
      },
    ]);
    expect(token(review.id)).toBe('T2');
  });

  it('whose task has expired is refused', async () => {
    given(appointmentIn('ACCEPTED', withWaiver()), expire(openTask('waiver-review'), NOW, 'reject'));
    await expect(ask('waiver-review')).rejects.toMatchObject(refused('Superseded'));
  });

  it.each([false, true])(
    'keeps no token for one that is cancelled at this very moment: nobody would end that wait (escalate: %s)',
    async (escalate) => {
      const review = openTask('waiver-review');
      given(appointmentIn('ACCEPTED', withWaiver()), review);
      raceOnce({ status: 'CANCELLING', cancellation: { at: NOW, by: 'x', reason: 'x' } }, [
        'TransactionConflict',
      ]);
      await expect(ask('waiver-review', { taskToken: 'T2', escalate })).rejects.toMatchObject(
        refused('Cancelled'),
      );
      expect(token(review.id)).not.toBe('T2');
    },
  );
});

describe('time deciding', () => {
  const byDefault = (step: string) => run<Record<string, unknown>>('apply-default', { step });
  const intake = openTask('intake-review');
  const review = openTask('waiver-review');
  const status = (id: string) => the.memory.all('tasks').find((row) => row.id === id)?.status;

  it('accepts what no clerk looked at, and closes the task with it', async () => {
    given(appointmentIn('IN_REVIEW'), intake);
    expect(await byDefault('intake-review')).toEqual({ route: 'accepted' });
    expect(state()).toMatchObject({ status: 'ACCEPTED' });
    expect(status(intake.id)).toBe('EXPIRED');
    expect(events()).toContain('AcceptedByDefault');
    expect(the.memory.writes).toHaveLength(1);
  });

  it.each([
    ['ACCEPTED', 'accepted'],
    ['RETURNED', 'returned'],
  ] as const)('leaves what a clerk decided at the last moment: %s', async (now, route) => {
    given(appointmentIn(now));
    expect(await byDefault('intake-review')).toEqual({ route });
    expect(the.memory.writes).toEqual([]);
  });

  it('decides a waiver as the policy says, and closes the task with it', async () => {
    given(appointmentIn('QUEUED', withWaiver()), escalate(review, NOW, later(24)));
    expect(await byDefault('waiver')).toEqual({ outcome: 'rejected', ratePercent: 0, countersign: false });
    expect(state()).toMatchObject({ status: 'QUEUED', waiver: { status: 'rejected', byDefault: true } });
    expect(status(review.id)).toBe('EXPIRED');
  });

  it('leaves a waiver that was decided at the last moment, and asked again answers the same', async () => {
    const accepted = appointmentIn('ACCEPTED', withWaiver());
    given({ ...accepted, waiver: { ...accepted.waiver, status: 'approved', ratePercent: 40 } });
    expect(await byDefault('waiver')).toEqual({ outcome: 'approved', ratePercent: 40, countersign: false });
    expect(the.memory.writes).toEqual([]);
  });

  it('leaves a review of the last moment to be countersigned, and decides when that was asked in vain', async () => {
    const accepted = appointmentIn('ACCEPTED', withWaiver(10));
    given({ ...accepted, waiver: { ...accepted.waiver, status: 'countersign', ratePercent: 40 } });
    expect(await byDefault('waiver')).toEqual({ outcome: 'countersign', ratePercent: 40, countersign: true });
    expect(the.memory.writes).toEqual([]);
    const countersign = openTask('waiver-countersign');
    the.memory.given(createTask(countersign));
    expect(await byDefault('waiver')).toEqual({ outcome: 'rejected', ratePercent: 0, countersign: false });
    expect(status(countersign.id)).toBe('EXPIRED');
  });

  it('leaves it to a person who decides between its read and its write', async () => {
    const accepted = appointmentIn('ACCEPTED', withWaiver());
    given(accepted, review);
    raceOnce({ waiver: { ...accepted.waiver, status: 'approved', ratePercent: 40 } });
    expect(await byDefault('waiver')).toEqual({ outcome: 'approved', ratePercent: 40, countersign: false });
    expect(events()).not.toContain('WaiverDecidedByDefault');
  });

  it('has no waiver to decide of what was never triaged', async () => {
    given(appointmentIn('SUBMITTED'));
    await expect(byDefault('waiver')).rejects.toMatchObject(refused('IllegalTransition'));
  });
});

describe('closing', () => {
  type Closed = { payableFen: number; certificates: number; notices: number };
  const mixed = () => {
    const lines = [line(1), line(2, { type: 'infrared-ear-thermometer', kind: 'verification' }), line(3)];
    const verifying = appointmentIn('VERIFYING', { lines, evidence });
    const results = verifying.results;
    if (!results) throw new Error('the factory gives results');
    const failed = { line: 3, outcome: 'fail' as const, testedOn: TODAY, reason: '超差' };
    return { ...verifying, results: { ...results, lines: [...results.lines.slice(0, 2), failed] } };
  };

  it('settles, issues a document per line and sets the next due days, in one transaction', async () => {
    const verifying = mixed();
    given({ ...verifying, waiver: { ...verifying.waiver, status: 'approved', ratePercent: 40 } });
    const closed = await run<Closed>('close');
    expect(closed).toEqual({ payableFen: 10_800, certificates: 2, notices: 1 });
    expect(state()).toMatchObject({
      status: 'COMPLETED',
      settlement: { at: NOW, quote: { tariffFen: 18_000 } },
    });
    const documents = the.memory.all('certificates');
    expect(documents.map(({ document }) => document)).toEqual(['certificate', 'certificate', 'notice']);
    for (const { checkCode } of documents) expect(checkCode).toMatch(/^[2-9A-HJKMNP-Z]{8}$/);
    expect(new Set(documents.map(({ checkCode }) => checkCode)).size).toBe(3);
    const ledger = the.memory.all('instruments');
    expect(ledger.every(({ openAppointment }) => openAppointment === undefined)).toBe(true);
    expect(ledger.map(({ nextDueOn, lastOutcome }) => [nextDueOn, lastOutcome])).toEqual([
      [null, 'pass'],
      ['2027-03-02', 'pass'],
      [null, 'fail'],
    ]);
    expect(the.memory.writes).toHaveLength(1);
  });

  it('takes nothing off for a waiver that was rejected', async () => {
    const verifying = mixed();
    given({ ...verifying, waiver: { ...verifying.waiver, status: 'rejected' } });
    expect(await run<Closed>('close')).toMatchObject({ payableFen: 18_000 });
  });

  it('is free when the institution was late', async () => {
    given({ ...mixed(), overdue: true });
    expect(await run<Closed>('close')).toMatchObject({ payableFen: 0 });
  });

  it('asked again answers from what it wrote, and issues nothing twice', async () => {
    given(mixed());
    busyOnce();
    const first = await run<Closed>('close');
    const after = the.memory.snapshot();
    expect(await run<Closed>('close')).toEqual(first);
    expect(the.memory.snapshot()).toBe(after);
  });

  it('cut off by a busy table writes nothing', async () => {
    given(mixed());
    const before = the.memory.snapshot();
    the.memory.fail(throttled, ({ command }) => command === 'TransactWrite');
    await expect(run('close')).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(the.memory.snapshot()).toBe(before);
  });

  it('is not done before a third person authorised it', async () => {
    const { results, ...rest } = appointmentIn('VERIFYING');
    given(rest as Appointment);
    await expect(run('close')).rejects.toThrow(/not authorised/);
    expect(results).toBeDefined();
    expect(the.memory.writes).toEqual([]);
  });

  it('takes forty lines in one transaction', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => line(index + 1));
    given(appointmentIn('VERIFYING', { lines }));
    expect(await run<Closed>('close')).toMatchObject({ certificates: 40 });
    expect(the.memory.all('certificates')).toHaveLength(40);
  });
});

describe('releasing', () => {
  type Released = { outcome: Status; error: string; cause: string };
  const release = (failure: object = { Error: 'NotDispatched', Cause: '' }) =>
    run<Released>('release', { failure });

  it('gives a place in the queue back', async () => {
    const queued = appointmentIn('QUEUED');
    given(queued);
    the.memory.given(enterQueue(entry({ rankKey: queued.rankKey })));
    expect(await release()).toMatchObject({ outcome: 'FAILED', error: 'NotDispatched' });
    expect(the.memory.all('queue')).toEqual([]);
    expect(state()).toMatchObject({
      status: 'FAILED',
      failure: { code: 'NotDispatched', reason: { zh: expect.any(String) } },
    });
  });

  it('gives minutes back, closes open tasks, frees instruments and ends every wait, in one transaction', async () => {
    const test = openTask('test');
    given(appointmentIn('ASSIGNED'), test);
    the.memory.given(createShift(shifts.taken));
    await release({ Error: 'StepNotDone' });
    expect(the.memory.all('shifts')[0]).toMatchObject({ remaining: 480, version: 3 });
    expect(the.memory.all('tasks')[0]).toMatchObject({ status: 'CANCELLED' });
    expect(the.memory.all('tasks')[0]).not.toHaveProperty('openGroup');
    expect(the.memory.all('instruments')[0]).not.toHaveProperty('openAppointment');
    expect(delivered()).toMatchObject([{ kind: 'cancel-waits', appointmentId: ID }]);
    expect(the.memory.writes).toHaveLength(1);
  });

  it('ends a cancellation as cancelled, whatever stopped the machine', async () => {
    given(appointmentIn('CANCELLING'));
    expect(await release({ Error: 'States.Timeout' })).toMatchObject({ outcome: 'CANCELLED' });
    expect(state()).toMatchObject({ status: 'CANCELLED' });
  });

  it.each(['RETURNED', 'COMPLETED', 'CANCELLED', 'FAILED'] as const)(
    'leaves one alone that is %s',
    async (status) => {
      given(appointmentIn(status));
      expect(await release()).toMatchObject({ outcome: status });
      expect(the.memory.writes).toEqual([]);
    },
  );

  it('leaves a later revision alone', async () => {
    given(appointmentIn('SUBMITTED', { revision: 2 }));
    expect(await release()).toMatchObject({ outcome: 'SUBMITTED' });
    expect(the.memory.writes).toEqual([]);
  });

  it('gives back once, also when it is asked again after it was cut off', async () => {
    given(appointmentIn('ASSIGNED'));
    the.memory.given(createShift(shifts.taken));
    busyOnce();
    await release();
    await release();
    expect(the.memory.all('shifts')[0]).toMatchObject({ remaining: 480, version: 3 });
    expect(events().filter((type) => type === 'Failed')).toHaveLength(1);
  });

  it('gives back what the dispatcher took between its read and its write', async () => {
    const queued = appointmentIn('QUEUED');
    given(queued);
    the.memory.given(createShift(shifts.taken));
    const { version, assignment, status } = appointmentIn('ASSIGNED');
    raceOnce({ status, assignment, version });
    await release();
    expect(the.memory.all('shifts')[0]).toMatchObject({ remaining: 480 });
  });

  it.each([
    ['ABORTED', null, 'Aborted'],
    ['TIMED_OUT', undefined, 'States.Timeout'],
    ['FAILED', 'OrganisationUnknown', 'OrganisationUnknown'],
  ])('is done for an execution that %s without cleaning up', async (status, error, code) => {
    given(appointmentIn('ACCEPTED'));
    const input = JSON.stringify({ appointmentId: ID, revision: 1 });
    const event = { detail: { status, input, error, cause: null } };
    expect(await invoke(the.memory, 'execution-ended', event)).toMatchObject({
      outcome: 'FAILED',
      error: code,
    });
    expect(state()).toMatchObject({ status: 'FAILED', failure: { code } });
  });

  it('is not done for an event that is none of ours', async () => {
    const detail = { status: 'SUCCEEDED', input: '{}' };
    await expect(invoke(the.memory, 'execution-ended', { detail })).rejects.toMatchObject({
      name: 'ZodError',
    });
  });
});

it('a shift that was planned by hand in the meantime does not stop a release', async () => {
  given(appointmentIn('ASSIGNED'));
  the.memory.given(createShift(shift({ ...shifts.taken, remaining: 400, version: 9 })));
  await run('release', { failure: { Error: 'StepNotDone' } });
  expect(the.memory.all('shifts')[0]).toMatchObject({ remaining: 445, version: 10 });
});

it('an open task of an earlier step is closed with the rest', async () => {
  given(appointmentIn('ACCEPTED', withWaiver()), openTask('waiver-review'));
  the.memory.given(createTask(openTask('waiver-countersign')));
  await run('release', { failure: {} });
  expect(the.memory.all('tasks').map(({ status }) => status)).toEqual(['CANCELLED', 'CANCELLED']);
});

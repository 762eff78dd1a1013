import { describe, expect, it } from 'vitest';
import type { RouteName } from '#contract/routes.ts';
import { type Appointment, reached } from '#domain/appointments/appointment.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { appointmentOfTask } from '#domain/tasks/task.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { fileOf, type Stored } from '#store/appointments/file.ts';
import { createTask } from '#store/tasks/tasks.ts';
import { appointmentIn, line, NOW, TODAY, withWaiver } from '#test/factories/appointment.ts';
import { cancelled } from '#test/factories/memory-tables.ts';
import { person } from '#test/factories/people.ts';
import { request } from '#test/factories/requests.ts';
import { appointments, goodCalls, ids, open, tasks, testBed } from '#test/factories/test-bed.ts';
import { openTask } from '#test/factories/work.ts';

const the = testBed();
const call = (name: RouteName, change: object = {}) =>
  request(the.memory, name, { ...goodCalls[name], ...change });
const decide = (id: string, decision: object, as = person('approver'), more: object = {}) =>
  call('decideTask', { as, parameters: { id }, body: { decision, ...more } });
const file = (id: string) =>
  fileOf(the.memory.all('appointments').filter(({ appointmentId }) => appointmentId === id));
const state = (id: string) => file(id).appointment;
const history = (id: string) => file(id).history;
const task = (id: string) => file(appointmentOfTask(id) ?? '').tasks.find((one) => one.id === id);
const delivered = () => the.memory.all('outbox').map(({ delivery }) => delivery);
const clerk = person('clerk');
/** Somebody else writes to an appointment. */
const changed = (id: string, change: (before: Stored) => Appointment) => {
  const before = state(id);
  const event = { type: 'WaiverReviewed', at: NOW, by: 'somebody else' } as const;
  the.memory.given(...updateAppointment(before, change(before), event));
};

describe('a decision', () => {
  it('closes the task, changes the appointment, notes who and orders the machine on, in one transaction', async () => {
    const { status, body } = await decide(tasks.intake.id, { outcome: 'accept' }, clerk);
    expect(status).toBe(200);
    expect(body.task).toMatchObject({
      status: 'DECIDED',
      decision: { outcome: 'accept', by: { subject: 'clerk-1' } },
    });
    expect(state(ids.inReview)).toMatchObject({ status: 'QUEUED', version: 2, acceptedAt: NOW });
    expect(history(ids.inReview).at(-1)).toMatchObject({ type: 'Accepted', by: 'clerk-1', version: 2 });
    // What is accepted waits for dispatch from that moment on.
    expect(the.memory.all('queue').find(({ appointmentId }) => appointmentId === ids.inReview)).toMatchObject(
      {
        queue: 'institution-shangluo',
        state: 'waiting',
        place: reached(state(ids.inReview)).rankKey,
      },
    );
    expect(delivered()).toEqual([
      { kind: 'resume', appointmentId: ids.inReview, wait: tasks.intake.id, output: { route: 'accepted' } },
    ]);
    expect(the.memory.writes).toHaveLength(1);
  });

  it('is made once: the second decider gets 409 with what was decided, by whom and when', async () => {
    const first = await decide(tasks.waiver.id, { outcome: 'approve', ratePercent: 40 });
    const after = the.memory.snapshot();
    const second = await decide(
      tasks.waiver.id,
      { outcome: 'reject', reason: '不' },
      person('approver', { subject: 'b' }),
    );
    expect(second).toMatchObject({
      status: 409,
      body: { code: 'AlreadyDecided', context: { decision: first.body.task.decision } },
    });
    expect(second.body.context.decision).toMatchObject({
      by: { subject: 'approver-1' },
      at: expect.any(String),
    });
    expect(the.memory.snapshot()).toBe(after);
  });

  it('of two at the same moment is one; the slower one is told the faster', async () => {
    const both = await Promise.all(
      ['a', 'b'].map((subject) =>
        decide(tasks.waiver.id, { outcome: 'approve', ratePercent: 40 }, person('approver', { subject })),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body.code).toBe('AlreadyDecided');
    expect(delivered()).toHaveLength(1);
    expect(task(tasks.waiver.id)).toMatchObject({ version: 2 });
  });

  it('is tried again when other transactions were in the way, and made once', async () => {
    the.memory.fail(
      () => cancelled(['TransactionConflict']),
      ({ command }) => command === 'TransactWrite',
      2,
    );
    expect((await decide(tasks.waiver.id, { outcome: 'approve', ratePercent: 40 })).status).toBe(200);
    expect(delivered()).toHaveLength(1);
  });

  it('is made anew on what now stands when the appointment was changed meanwhile', async () => {
    // Between the read and the write, the machine wrote to the appointment.
    the.memory.fail(
      () => {
        changed(ids.waiver, (before) => ({ ...before, version: before.version + 1 }));
        return cancelled(['None', 'ConditionalCheckFailed']);
      },
      ({ command }) => command === 'TransactWrite',
    );
    expect((await decide(tasks.waiver.id, { outcome: 'approve', ratePercent: 40 })).status).toBe(200);
    expect(state(ids.waiver)).toMatchObject({
      version: appointments.waiver.version + 2,
      waiver: { status: 'approved' },
    });
  });

  it('on an older version than it stands at is refused with the present one', async () => {
    const stale = await decide(tasks.intake.id, { outcome: 'accept' }, clerk, { version: 7 });
    expect(stale).toMatchObject({ status: 409, body: { code: 'VersionConflict', context: { version: 1 } } });
    expect((await decide(tasks.intake.id, { outcome: 'accept' }, clerk, { version: 1 })).status).toBe(200);
  });

  it('is refused to the applicant, to another role, and while somebody else has it', async () => {
    const applicant = await decide(
      tasks.intake.id,
      { outcome: 'accept' },
      person('clerk', { subject: 'enterprise-1' }),
    );
    expect(applicant).toMatchObject({
      status: 403,
      body: {
        code: 'NotACandidate',
        context: { candidates: [{ role: 'clerk', institution: 'institution-shangluo' }] },
      },
    });
    expect((await decide(tasks.intake.id, { outcome: 'accept' }, person('technician'))).body.code).toBe(
      'NotACandidate',
    );
    await call('claimTask', { as: person('clerk', { subject: 'other' }) });
    expect(await decide(tasks.intake.id, { outcome: 'accept' }, clerk)).toMatchObject({
      status: 409,
      body: { code: 'TaskClaimed', context: { claimedBy: { subject: 'other' } } },
    });
    expect(delivered()).toEqual([]);
  });

  it.each([
    [
      'was cancelled',
      (before: Stored) =>
        transition(before, 'CancelRequested', { cancellation: { at: NOW, by: 'x', reason: 'x' } }, NOW),
      'Cancelled',
    ],
    [
      'has a later revision',
      (before: Stored) => ({ ...before, version: before.version + 1, revision: 2 }),
      'TaskClosed',
    ],
  ])('is refused when the appointment %s', async (_, change, code) => {
    changed(ids.inReview, change);
    const refused = await decide(tasks.intake.id, { outcome: 'accept' }, clerk);
    expect({ status: refused.status, code: refused.body.code }).toEqual({ status: 409, code });
    expect(the.memory.writes).toEqual([]);
  });

  it('to return frees the instruments for another appointment', async () => {
    const lines = [{ line: 1, reason: '型号不全' }];
    await decide(tasks.intake.id, { outcome: 'return', reason: '请补充', lines }, clerk);
    expect(state(ids.inReview)).toMatchObject({ status: 'RETURNED', returned: { reason: '请补充' } });
    const rows = the.memory
      .all('instruments')
      .filter(({ openAppointment }) => openAppointment === ids.inReview);
    expect(rows).toEqual([]);
    expect(delivered()).toMatchObject([{ output: { route: 'returned' } }]);
  });

  it('to receive keeps the condition; to reject tells the tester why', async () => {
    const id = '01KJP0000000000000000000SI';
    const sentIn = appointmentIn('ASSIGNED', {
      id,
      mode: 'send-in',
      lines: [line(1, { serialNumber: 'SI' })],
    });
    const receive = openTask('receive', { appointmentId: id });
    const check = openTask('check', { appointmentId: ids.assigned });
    the.memory.given(...open(sentIn, receive));
    const received = await decide(receive.id, { outcome: 'receive', condition: '外壳有划痕' }, clerk);
    expect(received.body.task.decision.condition).toBe('外壳有划痕');
    await call('recordResults');
    the.memory.given(createTask(check));
    await decide(
      check.id,
      { outcome: 'reject', reason: '数据有误' },
      person('technician', { subject: 'technician-2' }),
    );
    expect(history(ids.assigned).at(-1)).toMatchObject({ type: 'SentBack', detail: { reason: '数据有误' } });
    expect(delivered().at(-1)).toMatchObject({ error: { error: 'Rejected', cause: '数据有误' } });
  });
});

describe('a waiver above the limit', () => {
  const id = '01KJP0000000000000000000BG';
  const large = appointmentIn('QUEUED', { ...withWaiver(10), id });
  const review = openTask('waiver-review', { appointmentId: id });

  it('asks the machine for a countersignature', async () => {
    the.memory.given(...open(large, review));
    await decide(review.id, { outcome: 'approve', ratePercent: 40, reason: '符合' });
    expect(delivered()).toMatchObject([
      { kind: 'resume', wait: review.id, error: { error: 'AboveTheLimit', cause: '40 %' } },
    ]);
    expect(state(id)).toMatchObject({ waiver: { status: 'countersign', ratePercent: 40 } });
  });
});

describe('a bulk of decisions', () => {
  it('has a result for each, and one does not hold up another', async () => {
    await decide(tasks.waiver.id, { outcome: 'approve', ratePercent: 40 });
    const { status, body } = await call('decideTasks', {
      as: { ...person('clerk'), roles: ['clerk', 'approver'] },
      body: {
        items: [
          { task: tasks.waiver.id, decision: { outcome: 'reject', reason: 'x' } },
          { task: 'no-such', decision: { outcome: 'accept' } },
          { task: tasks.intake.id, decision: { outcome: 'approve' } },
          { task: tasks.test.id, decision: { outcome: 'accept' } },
        ],
      },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ decided: 0, refused: 4 });
    expect(body.items.map(({ problem }: { problem: { code: string } }) => problem.code)).toEqual([
      'AlreadyDecided',
      'NotFound',
      'Validation',
      'NotACandidate',
    ]);
    expect(body.items[2].problem.errors[0].field).toBe('/items/2/decision/outcome');
  });

  it('decides what can be decided', async () => {
    const items = [
      { task: 'no-such', decision: { outcome: 'accept' } },
      { task: tasks.intake.id, decision: { outcome: 'accept' } },
    ];
    const { body } = await call('decideTasks', { body: { items } });
    expect(body).toMatchObject({
      decided: 1,
      refused: 1,
      items: [{ ok: false }, { ok: true, result: { status: 'DECIDED' } }],
    });
    expect(state(ids.inReview)).toMatchObject({ status: 'QUEUED' });
  });
});

describe('claiming over HTTP', () => {
  it('takes, refuses to others, gives back', async () => {
    const other = person('clerk', { subject: 'other' });
    expect((await call('claimTask')).body.task).toMatchObject({
      status: 'CLAIMED',
      claimedBy: { subject: 'clerk-1' },
    });
    expect((await call('claimTask', { as: other })).body.code).toBe('TaskClaimed');
    expect((await call('releaseTask', { as: other })).body.code).toBe('TaskClaimed');
    expect((await call('releaseTask')).body.task.status).toBe('OPEN');
    expect((await call('claimTask', { as: other })).status).toBe(200);
  });

  it('shows who can decide, and whether one may oneself', async () => {
    const mine = await call('readTask');
    expect(mine.body).toMatchObject({
      mayDecide: true,
      appointment: { id: ids.inReview },
      task: { candidates: [{ role: 'clerk' }] },
    });
    expect((await call('readTask', { as: person('approver') })).body.mayDecide).toBe(false);
  });
});

describe('which request has decided', () => {
  const key = 'operation-0001';
  const accept = () => decide(tasks.intake.id, { outcome: 'accept' }, clerk, {});

  it('is kept with the decision, and never shown: not to who decides again, reads, claims or follows', async () => {
    const again = () => call('decideTask', { key });
    const first = await again();
    expect(file(ids.inReview).decidedUnder.get(tasks.intake.id)).toMatch(/^.{22}\..{22}$/);
    const answers = [
      first,
      await again(),
      await accept(),
      await call('readTask'),
      await call('claimTask'),
      await call('decideTasks', { key }),
      await call('readAppointment', { parameters: { id: ids.inReview } }),
      await call('listTasks'),
    ];
    expect(JSON.stringify(answers.map(({ body }) => body))).not.toContain('decidedUnder');
    expect(answers[1]?.body).toEqual(first.body);
  });

  it('is not shown either of a claim that is asked for again later', async () => {
    const claim = () => call('claimTask', { key: 'operation-0002' });
    await claim();
    await call('decideTask', { key });
    const { status, body } = await claim();
    expect(status).toBe(200);
    expect(body.task).toMatchObject({ status: 'DECIDED' });
    expect(body.task).not.toHaveProperty('decidedUnder');
  });
});

describe('results over HTTP', () => {
  it('name their fields where they stand in either body', async () => {
    const results = [{ line: 9, outcome: 'pass', testedOn: TODAY }];
    const direct = await call('recordResults', { body: { results } });
    expect(direct.body.errors[0].field).toBe('/results/0/line');
    const decided = await decide(tasks.test.id, { outcome: 'record', results }, person('technician'));
    expect(decided.body.errors[0].field).toBe('/decision/results/0/line');
  });
});

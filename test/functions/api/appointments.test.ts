import { describe, expect, it } from 'vitest';
import type { RouteName } from '#contract/routes.ts';
import { fileOf } from '#store/appointments/file.ts';
import { appointmentIn, evidence, NOW } from '#test/factories/appointment.ts';
import { cancelled } from '#test/factories/memory-tables.ts';
import { request } from '#test/factories/requests.ts';
import { appointments, goodCalls, ids, open, tasks, testBed } from '#test/factories/test-bed.ts';

const the = testBed();
const call = (name: RouteName, change: object = {}) =>
  request(the.memory, name, { ...goodCalls[name], ...change });
const file = (id: string) =>
  fileOf(the.memory.all('appointments').filter(({ appointmentId }) => appointmentId === id));
const delivered = () => the.memory.all('outbox').map(({ delivery }) => delivery);

describe('following an appointment', () => {
  it('shows whom it waits for, and until when', async () => {
    const { body } = await call('readAppointment', { parameters: { id: ids.inReview } });
    expect(body.waitingFor).toEqual([
      {
        task: tasks.intake.id,
        step: 'intake-review',
        candidates: [{ role: 'clerk', institution: 'institution-shangluo' }],
        claimedBy: null,
        dueAt: tasks.intake.dueAt,
        escalated: false,
      },
    ]);
    expect(body.queue).toBeNull();
  });

  it('shows its place in the queue', async () => {
    const { body } = await call('readAppointment');
    expect(body.queue).toMatchObject({ ahead: 0, aheadIsAtLeast: false });
    expect(Date.parse(body.queue.canBeOvertakenUntil)).toBeGreaterThan(
      Date.parse(appointments.queued.acceptedAt),
    );
  });
});

describe('cancelling', () => {
  const cancel = (id: string) => call('cancelAppointment', { parameters: { id } });

  it('asks the machine to stop, and does not do its work', async () => {
    const { status, body } = await cancel(ids.queued);
    expect(status).toBe(202);
    expect(body.appointment).toMatchObject({ status: 'CANCELLING', cancellation: { reason: '不再需要' } });
    expect(delivered()).toEqual([{ kind: 'cancel-waits', appointmentId: ids.queued, cause: '不再需要' }]);
    // Its place is given back by the release.
    expect(the.memory.all('queue').map(({ appointmentId }) => appointmentId)).toContain(ids.queued);
  });

  it('of a returned one is done at once: there is nothing to give back', async () => {
    expect((await cancel(ids.returned)).body.appointment.status).toBe('CANCELLED');
    expect(delivered()).toEqual([]);
  });

  it('twice is the same as once', async () => {
    await cancel(ids.queued);
    const version = file(ids.queued).appointment.version;
    expect((await cancel(ids.queued)).body.appointment.status).toBe('CANCELLING');
    expect(file(ids.queued).appointment.version).toBe(version);
    expect(delivered()).toHaveLength(1);
  });

  it('of what is completed or failed is refused with the state', async () => {
    for (const status of ['COMPLETED', 'FAILED'] as const) {
      the.memory.given(...open(appointmentIn(status)));
      expect(await cancel(appointmentIn(status).id)).toMatchObject({
        status: 409,
        body: { code: 'IllegalTransition', context: { state: status } },
      });
    }
  });
});

const submit = goodCalls.submitAppointment.body as { lines: object[] };
const [one = {}] = submit.lines;
const withLines = (...changes: object[]) => ({
  body: {
    ...submit,
    lines: changes.map((change, index) => ({ ...one, serialNumber: `L${index}`, ...change })),
  },
});
const unknown = { type: 'other', otherName: '自制量规' };
const hour = 3600;

describe('submitting', () => {
  it('stores it with its instruments, its place in the queue and the order to start, in one transaction', async () => {
    const { body } = await call('submitAppointment');
    const { id, rankKey } = body.appointment;
    expect(id).toMatch(/^[0-9A-Z]{26}$/);
    expect(file(id).appointment).toMatchObject({
      status: 'QUEUED',
      unit: 'shangluo',
      institution: 'institution-shangluo',
      revision: 1,
      version: 1,
      channel: 'online',
      acceptedAt: NOW,
      overdue: false,
    });
    expect(file(id).history).toMatchObject([
      { type: 'Submitted', detail: { lane: 'green', route: 'QUEUED' } },
    ]);
    expect(the.memory.all('queue').filter(({ appointmentId }) => appointmentId === id)).toMatchObject([
      { queue: 'institution-shangluo', place: rankKey, state: 'waiting' },
    ]);
    expect(the.memory.all('instruments').find(({ openAppointment }) => openAppointment === id)).toBeDefined();
    expect(the.memory.writes).toHaveLength(1);
  });

  it('is answered with lane, fee, promise, and that nobody must look', async () => {
    const { body } = await call('submitAppointment');
    expect(body.appointment).toMatchObject({
      status: 'QUEUED',
      triage: {
        lane: 'green',
        dueBy: '2026-03-09',
        review: [],
        quote: { tariffFen: 6000, payableFen: 6000 },
      },
      waiver: { status: 'none' },
    });
  });

  it('starts its machine with small decisions only: route, waiver, limits', async () => {
    const { body } = await call('submitAppointment');
    expect(delivered()).toEqual([
      {
        kind: 'start',
        input: {
          appointmentId: body.appointment.id,
          revision: 1,
          route: 'accepted',
          waiver: 'none',
          limits: expect.objectContaining({ intakeSeconds: 24 * hour, overdueSeconds: 30 * 24 * hour }),
          triagedAt: Date.parse(NOW),
        },
      },
    ]);
    expect(JSON.stringify(delivered()).length).toBeLessThan(500);
  });

  it('of what the catalogue lacks says that a clerk must look, and takes no place in the queue', async () => {
    const before = the.memory.all('queue');
    const { body } = await call('submitAppointment', withLines(unknown));
    expect(body.appointment).toMatchObject({
      status: 'IN_REVIEW',
      triage: { review: [{ zh: expect.stringContaining('受理员'), en: expect.stringContaining('clerk') }] },
    });
    expect(body.appointment).not.toHaveProperty('rankKey');
    expect(delivered()).toMatchObject([{ kind: 'start', input: { route: 'review' } }]);
    expect(the.memory.all('queue')).toEqual(before);
  });

  it('where a waiver is to be decided has a person asked, in the time that the policy gives', async () => {
    const { body } = await call('submitAppointment', { body: { ...submit, evidence } });
    expect(body.appointment).toMatchObject({ waiver: { status: 'pending', rule: expect.any(String) } });
    expect(delivered()).toMatchObject([
      { input: { waiver: 'decide', limits: { reviewSeconds: 48 * hour } } },
    ]);
  });

  it('of what cannot be taken is refused at its field, line by line, and nothing is written', async () => {
    const { status, body } = await call(
      'submitAppointment',
      withLines({}, { kind: 'verification' }, unknown),
    );
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'Validation' });
    expect(body.errors).toMatchObject([
      { field: '/lines/1/kind', message: { zh: expect.any(String), en: expect.any(String) } },
    ]);
    expect(the.memory.writes).toEqual([]);
  });

  it('is made anew when the ledger was written to meanwhile, and takes one place', async () => {
    the.memory.fail(
      () => cancelled(['None', 'None', 'None', 'ConditionalCheckFailed']),
      ({ command }) => command === 'TransactWrite',
    );
    expect((await call('submitAppointment')).status).toBe(202);
    expect(delivered()).toHaveLength(1);
  });

  it('again starts a new revision with an execution of its own', async () => {
    const { body } = await call('resubmitAppointment');
    expect(body.appointment).toMatchObject({
      id: ids.returned,
      revision: 2,
      status: 'QUEUED',
      acceptedAt: NOW,
    });
    expect(delivered()).toMatchObject([
      {
        kind: 'start',
        input: { appointmentId: ids.returned, revision: 2, route: 'accepted' },
      },
    ]);
    expect(file(ids.returned).history.at(-1)).toMatchObject({
      type: 'Resubmitted',
      detail: { lane: 'green', route: 'QUEUED', revision: 2 },
    });
    expect(the.memory.all('queue').find(({ appointmentId }) => appointmentId === ids.returned)).toMatchObject(
      {
        place: body.appointment.rankKey,
        revision: 2,
      },
    );
    expect(the.memory.writes).toHaveLength(1);
  });

  it('again is looked at again, and refused at its field as the first time', async () => {
    const looked = await call('resubmitAppointment', withLines(unknown));
    expect(looked.body.appointment).toMatchObject({ revision: 2, status: 'IN_REVIEW' });
    expect(looked.body.appointment).not.toHaveProperty('returned');
    expect(delivered()).toMatchObject([{ input: { route: 'review', revision: 2 } }]);
    const refused = await call('resubmitAppointment', withLines(unknown));
    expect(refused).toMatchObject({ status: 409, body: { code: 'IllegalTransition' } });
  });

  it('again of what cannot be taken leaves it returned', async () => {
    const { status, body } = await call('resubmitAppointment', withLines({ kind: 'verification' }));
    expect({ status, field: body.errors[0].field }).toEqual({ status: 400, field: '/lines/0/kind' });
    expect(file(ids.returned).appointment).toMatchObject({ status: 'RETURNED', revision: 1 });
  });

  it('takes forty instruments, in one transaction', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => ({ ...one, serialNumber: `M${index}` }));
    const body = { ...submit, lines };
    expect((await call('submitAppointment', { body })).status).toBe(202);
    const [write] = the.memory.writes;
    expect(Object.keys(write?.input ?? {})).toHaveLength(1 + 2 + 40 + 1 + 1);
  });

  it('of what it would cost changes nothing and says why', async () => {
    const { body } = await call('quote');
    expect(body).toMatchObject({
      unit: 'shangluo',
      lane: 'green',
      dueBy: '2026-03-09',
      quote: { tariffFen: 6000 },
    });
    expect(body.quote.lines[0].reason.zh).toBeTruthy();
    expect(body.quote.lines[0].notApplied.length).toBeGreaterThan(0);
    expect(the.memory.writes).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { RouteName } from '#contract/routes.ts';
import { appointmentIn } from '#test/factories/appointment.ts';
import { request } from '#test/factories/requests.ts';
import { appointments, goodCalls, ids, open, tasks, testBed } from '#test/factories/test-bed.ts';

const the = testBed();
const call = (name: RouteName, change: object = {}) =>
  request(the.memory, name, { ...goodCalls[name], ...change });
const state = (id: string) =>
  the.memory.all('appointments').find((row) => row.id === id && row.item === 'state');
const history = (id: string) =>
  the.memory.all('appointments').filter((row) => row.id === id && row.item !== 'state');
const delivered = () => the.memory.all('outbox').map(({ delivery }) => delivery);

describe('following an appointment', () => {
  it('shows whom it waits for, and until when', async () => {
    const { body } = await call('readAppointment', { parameters: { id: ids.inReview } });
    expect(body.waitingFor).toEqual([
      {
        task: tasks.intake.id,
        step: 'intake-review',
        candidates: { role: 'clerk', unit: 'shangluo' },
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
    expect(the.memory.all('queue')).toHaveLength(1);
  });

  it('of a returned one is done at once: there is nothing to give back', async () => {
    expect((await cancel(ids.returned)).body.appointment.status).toBe('CANCELLED');
    expect(delivered()).toEqual([]);
  });

  it('twice is the same as once', async () => {
    await cancel(ids.queued);
    const version = state(ids.queued)?.version;
    expect((await cancel(ids.queued)).body.appointment.status).toBe('CANCELLING');
    expect(state(ids.queued)?.version).toBe(version);
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

describe('submitting', () => {
  it('stores it with its instruments and the order to start, in one transaction', async () => {
    const { body } = await call('submitAppointment');
    const { id } = body.appointment;
    expect(id).toMatch(/^[0-9A-Z]{26}$/);
    expect(state(id)).toMatchObject({
      status: 'SUBMITTED',
      unit: 'shangluo',
      revision: 1,
      version: 1,
      channel: 'online',
    });
    expect(history(id)).toHaveLength(1);
    expect(delivered()).toEqual([{ kind: 'start', appointmentId: id, revision: 1 }]);
    expect(the.memory.all('instruments').find(({ openAppointment }) => openAppointment === id)).toBeDefined();
  });

  it('again starts a new revision with an execution of its own', async () => {
    const { body } = await call('resubmitAppointment');
    expect(body.appointment).toMatchObject({ id: ids.returned, revision: 2, status: 'SUBMITTED' });
    expect(delivered()).toEqual([{ kind: 'start', appointmentId: ids.returned, revision: 2 }]);
  });

  it('takes forty instruments, in one transaction', async () => {
    const [one] = (goodCalls.submitAppointment.body as { lines: object[] }).lines;
    const lines = Array.from({ length: 40 }, (_, index) => ({ ...one, serialNumber: `M${index}` }));
    const body = { ...(goodCalls.submitAppointment.body as object), lines };
    expect((await call('submitAppointment', { body })).status).toBe(202);
    const [write] = the.memory.writes;
    expect(Object.keys(write?.input ?? {})).toHaveLength(1 + 2 + 40 + 1);
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

import { describe, expect, it } from 'vitest';
import type { RouteName } from '#contract/routes.ts';
import { park } from '#store/dispatch/queue.ts';
import { createShift } from '#store/dispatch/shifts.ts';
import { NOW } from '#test/factories/appointment.ts';
import { request } from '#test/factories/requests.ts';
import { appointments, goodCalls, ids, open, shifts, testBed } from '#test/factories/test-bed.ts';

const the = testBed();
const call = async (name: RouteName, change: object = {}) => {
  const { status, body } = await request(the.memory, name, { ...goodCalls[name], ...change });
  return { status, code: body.code, body };
};

describe('the board', () => {
  const board = async () => (await call('readDispatchBoard')).body;

  it('shows who waits by rank, who is set aside and why, and each shift with its jobs', async () => {
    const [first] = (await board()).waiting;
    const reason = { zh: '尚无有空余时间的排班。', en: 'No shift with time left is planned.' };
    the.memory.given(...park(first, { at: NOW, reason }));
    const { waiting, parked, teams, shifts: planned, totals } = await board();
    expect(waiting).toHaveLength(1);
    expect(parked).toMatchObject([{ appointmentId: first.appointmentId, parked: { at: NOW, reason } }]);
    expect(teams).toMatchObject([{ id: 'shangluo-1' }]);
    expect(planned).toMatchObject([
      { id: shifts.taken.id, remaining: 435, jobs: [{ appointmentId: ids.assigned, minutes: 45 }] },
      { id: shifts.free.id, remaining: 480, jobs: [] },
    ]);
    expect(totals).toEqual({ minutes: 960, remaining: 915 });
  });
});

describe('the dispatcher', () => {
  it('moves an appointment, and the minutes with it', async () => {
    const { status, body } = await call('reassignAppointment');
    expect(status).toBe(200);
    expect(body.appointment.assignment).toMatchObject({
      date: shifts.free.date,
      parts: [{ shiftId: shifts.free.id, minutes: 45 }],
    });
    const rows = the.memory.all('shifts');
    expect(rows.filter(({ remaining }) => remaining !== undefined)).toMatchObject([
      // What was given back is news for those who wait; what was taken is none.
      { id: shifts.taken.id, remaining: 480, change: 'grown' },
      { id: shifts.free.id, remaining: 435, change: 'taken' },
    ]);
    expect(rows.filter(({ appointmentId }) => appointmentId === ids.assigned)).toMatchObject([
      { item: `${shifts.free.date}#shangluo-1#${ids.assigned}`, minutes: 45, instruments: 1 },
    ]);
    expect(the.memory.all('outbox')).toEqual([]);
    expect(the.memory.writes).toHaveLength(1);
  });

  it.each([
    ['a shift that there is not', { shiftId: 'gone', reason: 'x' }],
    ['the shift it is in', { shiftId: shifts.taken.id, reason: 'x' }],
  ])('does not move it to %s', async (_, body) => {
    expect(await call('reassignAppointment', { body })).toMatchObject({
      status: 400,
      body: { errors: [{ field: '/shiftId' }] },
    });
    expect(the.memory.writes).toEqual([]);
  });

  it('does not move it into a shift that is full, and not after the work has begun', async () => {
    the.memory.given(createShift({ ...shifts.free, remaining: 44 }));
    expect(await call('reassignAppointment')).toMatchObject({
      status: 409,
      code: 'NoCapacity',
      body: { context: { needed: 45 } },
    });
    expect(await call('reassignAppointment', { parameters: { id: ids.queued } })).toMatchObject({
      status: 409,
      code: 'IllegalTransition',
      body: { context: { state: 'QUEUED' } },
    });
  });

  it('does not move it before the day that the enterprise asked for', async () => {
    the.memory.given(...open({ ...appointments.assigned, requestedDate: '2026-03-05' }));
    expect(await call('reassignAppointment')).toMatchObject({
      status: 400,
      body: { errors: [{ field: '/shiftId' }] },
    });
  });

  it('plans one shift for a team and day, and none in the past or for a team of others', async () => {
    const body = goodCalls.planShift.body as object;
    const again = { ...body, date: shifts.free.date };
    const fields = async (change: object) =>
      (await call('planShift', { body: { ...body, ...change } })).body.errors?.[0]?.field;
    expect(await fields(again)).toBe('/date');
    expect(await fields({ date: '2026-03-01' })).toBe('/date');
    expect(await fields({ teamId: 'yulin-1' })).toBe('/teamId');
    expect(await fields({})).toBeUndefined();
  });
});

describe('a team', () => {
  const write = (change: object) =>
    call('writeTeam', { body: { ...(goodCalls.writeTeam.body as object), ...change } });

  it('is formed, and said anew: each time a version that the stream tells of', async () => {
    expect((await write({})).body.team).toMatchObject({ id: 'shangluo-9', version: 1 });
    const { body } = await write({ fields: ['thermal', 'flow'] });
    expect(body.team).toMatchObject({ fields: ['thermal', 'flow'], version: 2 });
    expect(the.memory.all('teams').filter(({ id }) => id === 'shangluo-9')).toMatchObject([{ version: 2 }]);
  });
});

import { describe, expect, it } from 'vitest';
import { routes } from '#contract/index.ts';
import type { RouteName } from '#contract/routes.ts';
import { createAppointment } from '#store/appointments/appointments.ts';
import { createShift } from '#store/dispatch/shifts.ts';
import { appointmentIn } from '#test/factories/appointment.ts';
import { cancelled, throttled } from '#test/factories/memory-tables.ts';
import { request } from '#test/factories/requests.ts';
import { appointments, goodCalls, shifts, testBed } from '#test/factories/test-bed.ts';

const the = testBed();
const call = (name: RouteName) => request(the.memory, name, goodCalls[name]);
const touching = (Object.keys(routes) as RouteName[]).filter(
  (name) => routes[name].function !== 'api-service',
);

describe('an error that nobody foresaw', () => {
  const secret = () => new TypeError('cannot read password hunter2 of undefined at /var/task/x.js');

  it.each(touching)('answers %s with 500 without its internals, and an id to ask for', async (name) => {
    the.memory.fail(secret, undefined, 99);
    const { status, headers, body } = await call(name);
    expect({ status, code: body.code }).toEqual({ status: 500, code: 'Internal' });
    expect(body.correlationId).toBe('request-1');
    expect(JSON.stringify([body, headers])).not.toMatch(/hunter2|TypeError|var\/task|stack/);
    // The operators find it in the log by the same id.
    const logged = the.lines.map((line) => line.trim()).filter((line) => line.includes('hunter2'));
    expect(logged).toHaveLength(1);
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({ level: 'ERROR', correlationId: 'request-1' });
  });

  it('in what is stored is one too', async () => {
    the.memory.put('organisations', { code: '91611002TT0000073N', name: 5 });
    const { status, body } = await call('readOrganisation');
    expect({ status, code: body.code }).toEqual({ status: 500, code: 'Internal' });
  });
});

it('what ended between two reads is told as it stands, and is no error of ours', async () => {
  the.memory.beforeNext('Get', 'shifts', () => {
    const ended = { ...appointmentIn('CANCELLED', { id: appointments.assigned.id }), version: 99 };
    the.memory.given(...createAppointment(ended, { type: 'Cancelled', at: ended.updatedAt, by: 'system' }));
    the.memory.given(createShift({ ...shifts.taken, remaining: shifts.taken.minutes, version: 99 }));
  });
  expect(await call('reassignAppointment')).toMatchObject({
    status: 409,
    body: { code: 'IllegalTransition' },
  });
});

describe('a table that is too busy', () => {
  it.each(touching)('answers %s with 503 and when to come again', async (name) => {
    the.memory.fail(throttled, undefined, 99);
    const { status, headers, body } = await call(name);
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'Unavailable' });
    expect(headers['retry-after']).toBe('1');
    expect(body.detail.en).toContain('same Idempotency-Key');
  });

  it('is not taken for a shift that is not there', async () => {
    the.memory.fail(throttled, ({ command, tables }) => command === 'Get' && tables.includes('shifts'));
    expect(await call('reassignAppointment')).toMatchObject({ status: 503, body: { code: 'Unavailable' } });
  });

  it('with conflicts that do not end is one too, and nothing is written', async () => {
    const before = the.memory.snapshot();
    the.memory.fail(
      () => cancelled(['TransactionConflict']),
      ({ command }) => command === 'TransactWrite',
      99,
    );
    const { status } = await call('claimTask');
    expect(status).toBe(503);
    expect(the.memory.snapshot()).toBe(before);
  });

  it('is forgotten when it comes again with the same key', async () => {
    the.memory.fail(throttled, ({ command }) => command === 'TransactWrite');
    const again = { ...goodCalls.submitAppointment, key: 'operation-0001' };
    expect((await request(the.memory, 'submitAppointment', again)).status).toBe(503);
    expect((await request(the.memory, 'submitAppointment', again)).status).toBe(202);
    expect(the.memory.all('outbox')).toHaveLength(1);
  });
});

describe('the log', () => {
  it('tells the route, the code and the id of what was refused, and nothing of the body', async () => {
    await request(the.memory, 'submitAppointment', {
      ...goodCalls.submitAppointment,
      body: { note: 'the-secret-note' },
      headers: { 'x-api-key': 'the-secret-key' },
    });
    const refused = the.lines.find((line) => line.includes('request refused'));
    expect(JSON.parse(refused ?? '')).toMatchObject({
      level: 'INFO',
      route: 'POST /appointments',
      code: 'Validation',
      correlationId: 'request-1',
    });
    expect(the.lines.join()).not.toContain('the-secret');
  });

  it('does not take the event in even when somebody switches that on for the whole account', async () => {
    expect(process.env.POWERTOOLS_LOGGER_LOG_EVENT).toBe('true');
    await call('listTasks');
    expect(the.lines.join()).not.toMatch(/eyJ|authorization|rawPath/i);
  });

  it('forgets one request before the next', async () => {
    await call('listTasks');
    the.memory.fail(() => new Error('x'), undefined, 99);
    await call('listAppointments');
    const last = the.lines.filter((line) => line.includes('request failed')).at(-1);
    expect(JSON.parse(last ?? '')).toMatchObject({ route: 'GET /appointments' });
  });
});

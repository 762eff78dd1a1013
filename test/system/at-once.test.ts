import { describe, expect, test } from 'vitest';
import type { Board } from '#local/demo/client.ts';
import { verify } from '#local/demo/scenario.ts';
import { useRunningSystem } from './running-system.ts';

const CLINIC = '91610902TT0000117L';
const CEMENT = '91610202TT0000130W';

/** Calls the API with a key of one's own choosing. */
async function call(
  running: { client: { url: string } },
  token: string,
  path: string,
  key: string,
  body: unknown,
) {
  const response = await fetch(running.client.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as never };
}

async function tokenOf(running: { client: { url: string } }, account: object): Promise<string> {
  const response = await fetch(`${running.client.url}/local/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  });
  return ((await response.json()) as { token: string }).token;
}

describe('many people at the same moment', () => {
  const running = useRunningSystem();

  test('ten clicks on one button submit one appointment', async () => {
    const token = await tokenOf(running, { role: 'enterprise', organisation: CLINIC });
    const body = { division: '610902', mode: 'send-in', lines: [running.scenario.line('caliper', 1)] };

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call(running, token, '/appointments', 'one-and-the-same', body)),
    );

    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    const ids = answers.map((answer) => (answer.body as { appointment: { id: string } }).appointment.id);
    expect(new Set(ids).size).toBe(1);
    const other = await call(running, token, '/appointments', 'one-and-the-same', {
      ...body,
      mode: 'on-site',
    });
    expect(other).toMatchObject({ status: 422, body: { code: 'IdempotencyKeyReused' } });
  });

  test('of two who decide at once one does, and the other is told by whom and what', async () => {
    const { scenario, client } = running;
    const followed = await scenario.submit(CLINIC, { mode: 'on-site', lines: [scenario.line('caliper', 1)] });
    const { task } = await followed.task('test');
    await client
      .staff('technician', 'ankang', 1)
      .post(`/tasks/${task}/results`, { results: [{ line: 1, outcome: 'pass', testedOn: '2026-03-02' }] });
    const check = await followed.task('check');
    const decide = (number: number, decision: object) =>
      client.staff('technician', 'ankang', number).try(`/tasks/${check.task}/decision`, { decision });

    const answers = await Promise.all([
      decide(2, { outcome: 'approve' }),
      decide(3, { outcome: 'reject', reason: '记录不全' }),
    ]);

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({
      code: 'AlreadyDecided',
      context: { decision: { by: { name: expect.any(String) }, at: expect.any(String) } },
    });
  });

  test('a crowd is dispatched without one minute too many, and in the order of rank', async () => {
    const { scenario, client, system } = running;
    const crowd = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        scenario.submit(CEMENT, { mode: 'send-in', lines: [scenario.line('caliper', index)] }),
      ),
    );
    await system.settle();
    const dispatcher = client.staff('dispatcher', 'tongchuan');
    const { from, teams } = await dispatcher.get<Board>('/institutions/institution-tongchuan/dispatch-board');
    const laboratory = teams.find((team) => team.laboratory);

    // Room for exactly five calipers of twenty minutes each.
    await dispatcher.post('/institutions/institution-tongchuan/shifts', {
      teamId: laboratory?.id,
      date: from,
      minutes: 100,
    });
    await system.settle();

    const board = await dispatcher.get<Board>('/institutions/institution-tongchuan/dispatch-board');
    expect(board.totals).toEqual({ minutes: 100, remaining: 0 });
    expect([...board.waiting, ...board.parked]).toHaveLength(7);
    const details = await Promise.all(crowd.map((followed) => followed.detail()));
    const ranks = details.flatMap(({ appointment }) => ('rankKey' in appointment ? [appointment] : []));
    const assigned = ranks.filter(({ status }) => status === 'ASSIGNED').map(({ rankKey }) => rankKey ?? '');
    const waiting = ranks.filter(({ status }) => status === 'QUEUED').map(({ rankKey }) => rankKey ?? '');
    expect(assigned).toHaveLength(5);
    expect(assigned.sort().at(-1)).toSatisfy((last: string) => last < (waiting.sort()[0] ?? ''));
  });

  test('an instrument is in one open appointment at a time, and free again afterwards', async () => {
    const { scenario, client } = running;
    const lines = [scenario.line('caliper', 1)];
    const first = await scenario.submit(CLINIC, { mode: 'send-in', lines });
    const second = await client
      .enterprise(CLINIC)
      .try('/appointments', { division: '610902', mode: 'send-in', lines });
    expect(second).toMatchObject({
      status: 409,
      body: { code: 'InstrumentTaken', errors: [{ field: '/lines/0/serialNumber' }] },
    });
    await verify(first);
    await first.status('COMPLETED');

    const again = await scenario.submit(CLINIC, { mode: 'send-in', lines });
    expect((await again.detail()).appointment.status).toBe('QUEUED');
  });

  test('a reassigned job gives its minutes back and takes others', async () => {
    const { scenario, client } = running;
    const followed = await scenario.submit(CLINIC, { mode: 'on-site', lines: [scenario.line('caliper', 1)] });
    const { appointment } = await followed.status('ASSIGNED');
    if (appointment.status !== 'ASSIGNED') throw new Error('not assigned');
    const dispatcher = client.staff('dispatcher', 'ankang');
    const { shifts } = await dispatcher.get<Board>('/institutions/institution-ankang/dispatch-board');
    const later = shifts.find(({ date, vehicle }) => vehicle !== null && date > appointment.assignment.date);

    const moved = await dispatcher.try(`/appointments/${followed.id}/reassignment`, {
      shiftId: later?.id,
      reason: '道路封闭',
    });

    expect(moved).toMatchObject({
      status: 200,
      body: { appointment: { assignment: { parts: [{ shiftId: later?.id }] } } },
    });
    const foreign = await client
      .staff('dispatcher', 'yulin')
      .try(`/appointments/${followed.id}/reassignment`, { shiftId: later?.id, reason: '越界' });
    expect(foreign.status).toBe(404);
  });
});

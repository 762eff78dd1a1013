import { describe, expect, test } from 'vitest';
import type { Followed } from '#local/demo/client.ts';
import { type Draft, evidenceOf, type Scenario } from '#local/demo/scenario.ts';
import { useRunningSystem } from './running-system.ts';

const MICRO = '91611002TT0000073N';
const CEMENT = '91610202TT0000130W';

const thermometers = (scenario: Scenario): Draft => ({
  mode: 'send-in',
  lines: [1, 2, 3, 4, 5].map((n) => scenario.line('infrared-forehead-thermometer', n)),
  evidence: evidenceOf(MICRO, 'size-declaration', 'epidemic-use-declaration'),
});

const receive = { outcome: 'receive', condition: '完好' };
const record = (followed: Followed, count: number) => async () => {
  const { task, role, unit } = await followed.task('test');
  const results = Array.from({ length: count }, (_, index) => ({
    line: index + 1,
    outcome: 'pass',
    testedOn: '2026-03-02',
  }));
  await followed.client.staff(role, unit, 1).post(`/tasks/${task}/results`, { results });
};

/** Each point at which an execution waits, and how an appointment gets there. */
const points: [point: string, reach: (scenario: Scenario) => Promise<Followed>][] = [
  [
    'a clerk looks at it',
    async (scenario) => {
      const followed = await scenario.submit(CEMENT, {
        mode: 'send-in',
        lines: [scenario.line('other', 1, { otherName: '特制量具' })],
      });
      await followed.task('intake-review');
      return followed;
    },
  ],
  [
    'it waits for dispatch',
    async (scenario) => {
      const followed = await scenario.submit(CEMENT, {
        mode: 'send-in',
        lines: [scenario.line('caliper', 1)],
      });
      await followed.status('QUEUED');
      return followed;
    },
  ],
  [
    'it waits for reception, and a waiver is under review',
    async (scenario) => {
      const followed = await scenario.submit(MICRO, thermometers(scenario));
      await followed.task('receive');
      await followed.task('waiver-review');
      return followed;
    },
  ],
  [
    'it waits for the test, and a waiver for its countersignature',
    async (scenario) => {
      const followed = await scenario.submit(MICRO, thermometers(scenario));
      await followed.decide('receive', receive);
      await followed.decide('waiver-review', { outcome: 'approve', ratePercent: 50 });
      await followed.task('waiver-countersign');
      await followed.task('test');
      return followed;
    },
  ],
  [
    'it waits for the check',
    async (scenario) => {
      const followed = await scenario.submit(MICRO, thermometers(scenario));
      await followed.decide('receive', receive);
      await record(followed, 5)();
      await followed.task('check');
      return followed;
    },
  ],
  [
    'it waits for the authorisation',
    async (scenario) => {
      const followed = await scenario.submit(MICRO, thermometers(scenario));
      await followed.decide('receive', receive);
      await record(followed, 5)();
      await followed.decide('check', { outcome: 'approve' }, 2);
      await followed.task('authorise');
      return followed;
    },
  ],
];

describe('an appointment is cancelled', () => {
  const running = useRunningSystem();

  test.each(points)('while %s', async (_point, reach) => {
    const followed = await reach(running.scenario);
    const code = (await followed.detail()).appointment.organisationCode;

    const { status } = await running.client
      .enterprise(code)
      .try(`/appointments/${followed.id}/cancellation`, { reason: '改期' });
    await running.system.settle();

    // What it had taken is free again: the books are compared after each test.
    expect(status).toBe(202);
    const { appointment, waitingFor } = await followed.detail();
    expect(appointment).toMatchObject({ status: 'CANCELLED', cancellation: { reason: '改期' } });
    expect(waitingFor).toEqual([]);
    const { body } = await running.client.request('GET', `/local/executions/${followed.id}`);
    const { executions } = body as { executions: { machine: string; status: string }[] };
    expect(executions.filter((execution) => execution.status === 'RUNNING')).toEqual([]);
    expect(executions[0]).toMatchObject({ machine: 'appointment', status: 'SUCCEEDED' });
  });

  test('before its execution has begun', async () => {
    const { scenario, client } = running;
    const [followed] = await Promise.all([
      scenario.submit(CEMENT, { mode: 'send-in', lines: [scenario.line('caliper', 1)] }),
    ]);
    // No settling in between: whatever the machine is doing now, it must find out.
    await client.enterprise(CEMENT).post(`/appointments/${followed.id}/cancellation`, { reason: '误操作' });
    await running.system.settle();

    expect((await followed.detail()).appointment.status).toBe('CANCELLED');
  });

  test('after it was returned, at once', async () => {
    const { scenario, client } = running;
    const followed = await scenario.submit(CEMENT, {
      mode: 'send-in',
      lines: [scenario.line('other', 1, { otherName: '特制量具' })],
    });
    await followed.decide('intake-review', { outcome: 'return', reason: '不予受理', lines: [] });
    await followed.status('RETURNED');

    await client.enterprise(CEMENT).post(`/appointments/${followed.id}/cancellation`, { reason: '不再需要' });

    expect((await followed.detail()).appointment.status).toBe('CANCELLED');
  });

  test('but not once it is completed, and not by somebody else', async () => {
    const { scenario, client } = running;
    const followed = await scenario.submit('91610902TT0000117L', {
      mode: 'send-in',
      lines: [scenario.line('caliper', 1)],
    });
    const stranger = await client
      .enterprise(MICRO)
      .try(`/appointments/${followed.id}/cancellation`, { reason: '不是我的' });
    expect(stranger.status).toBe(404);

    await followed.decide('receive', receive);
    await record(followed, 1)();
    await followed.decide('check', { outcome: 'approve' }, 2);
    await followed.decide('authorise', { outcome: 'approve' }, 3);
    await followed.status('COMPLETED');
    const late = await client
      .enterprise('91610902TT0000117L')
      .try(`/appointments/${followed.id}/cancellation`, { reason: '太晚' });
    expect(late).toMatchObject({
      status: 409,
      body: { code: 'IllegalTransition', context: { state: 'COMPLETED' } },
    });
  });
});

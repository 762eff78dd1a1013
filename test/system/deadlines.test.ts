import { describe, expect, test } from 'vitest';
import type { Board } from '#local/demo/client.ts';
import { verify } from '#local/demo/scenario.ts';
import { useRunningSystem } from './running-system.ts';

const CEMENT = '91610202TT0000130W';
const CLINIC = '91610902TT0000117L';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('nothing waits for ever', () => {
  const running = useRunningSystem();

  test('what is not dispatched by the promised day goes to the head and is free of charge', async () => {
    const { scenario, client, system } = running;
    const followed = await scenario.submit(CEMENT, { mode: 'send-in', lines: [scenario.line('caliper', 1)] });
    await followed.status('QUEUED');

    await system.advance(15 * DAY);
    const { appointment: late } = await followed.detail();
    expect(late).toMatchObject({ status: 'QUEUED', overdue: true });

    const dispatcher = client.staff('dispatcher', 'tongchuan');
    const { from, teams } = await dispatcher.get<Board>('/institutions/institution-tongchuan/dispatch-board');
    const laboratory = teams.find((team) => team.laboratory);
    await dispatcher.post('/institutions/institution-tongchuan/shifts', {
      teamId: laboratory?.id,
      date: from,
      minutes: 60,
    });
    await verify(followed);

    const { appointment } = await followed.status('COMPLETED');
    expect(appointment).toMatchObject({
      settlement: { quote: { payableFen: 0, lines: [{ rule: 'law/institution-overdue' }] } },
    });
  });

  test('what no team can ever take fails with a reason, in both languages', async () => {
    const { scenario, system } = running;
    const followed = await scenario.submit(CEMENT, { mode: 'send-in', lines: [scenario.line('caliper', 1)] });

    await system.advance(60 * DAY);

    const { appointment } = await followed.status('FAILED');
    expect(appointment).toMatchObject({
      failure: {
        code: 'NotDispatched',
        reason: { zh: expect.stringContaining('小分队'), en: expect.stringContaining('team') },
      },
    });
  });

  test('what nobody looks at is accepted by default', async () => {
    const { scenario, system } = running;
    const followed = await scenario.submit(CLINIC, {
      mode: 'send-in',
      lines: [scenario.line('other', 1, { otherName: '特制量具' })],
    });
    await followed.task('intake-review');

    await system.advance(25 * HOUR);

    const { appointment, history } = await followed.status('ASSIGNED');
    expect(appointment.status).toBe('ASSIGNED');
    expect(history.map(({ type }) => type)).toContain('AcceptedByDefault');
  });

  test('a step that nobody does is asked of the province too, whose people can do it', async () => {
    const { scenario, client, system } = running;
    const followed = await scenario.submit(CLINIC, { mode: 'on-site', lines: [scenario.line('caliper', 1)] });
    await followed.task('test');

    await system.advance(6 * DAY);

    const { waitingFor } = await followed.detail();
    const groups = ['ankang', 'shaanxi'].map((unit) => ({ institution: `institution-${unit}` }));
    expect(waitingFor).toMatchObject([{ step: 'test', escalated: true, candidates: groups }]);
    const task = `/tasks/${waitingFor[0]?.task}`;
    const foreign = await client.staff('technician', 'yulin', 1).try(`${task}/claim`);
    expect(foreign.status).toBe(404);
    // It is nobody's any more: whoever comes first does it, there or here.
    const { lines } = (await followed.detail()).appointment;
    const testedOn = await client.today();
    await client.staff('technician', 'shaanxi', 1).post(`${task}/results`, {
      results: lines.map(({ number }) => ({ line: number, outcome: 'pass', testedOn })),
    });
    await followed.decide('check', { outcome: 'approve' }, 2);
    await followed.decide('authorise', { outcome: 'approve' }, 3);
    await followed.status('COMPLETED');
  });

  test('a step that the province does not do either fails with a reason', async () => {
    const { scenario, system } = running;
    const followed = await scenario.submit(CLINIC, { mode: 'on-site', lines: [scenario.line('caliper', 1)] });
    await followed.task('test');

    await system.advance(70 * DAY);

    expect((await followed.status('FAILED')).appointment).toMatchObject({ failure: { code: 'StepNotDone' } });
  });

  test('a record that is rejected goes back to the test, five times at most', async () => {
    const { scenario, client } = running;
    const followed = await scenario.submit(CLINIC, { mode: 'on-site', lines: [scenario.line('caliper', 1)] });
    for (let round = 1; round <= 5; round++) {
      const { task, unit } = await followed.task('test');
      expect(task).toMatch(new RegExp(`-test-${round}$`));
      await client
        .staff('technician', unit, 1)
        .post(`/tasks/${task}/results`, { results: [{ line: 1, outcome: 'pass', testedOn: '2026-03-02' }] });
      await followed.decide('check', { outcome: 'reject', reason: `第 ${round} 次退回` }, 2);
      await running.system.settle();
    }
    expect((await followed.status('FAILED')).appointment).toMatchObject({
      failure: { code: 'RejectedTooOften' },
    });
  });
});

import { describe, expect, test } from 'vitest';
import { cases } from '#local/demo/cases.ts';
import { useRunningSystem } from './running-system.ts';

describe('the demonstration, on a clock that stands still', () => {
  const running = useRunningSystem();

  test.each(cases.map((each) => [each.title.en, each] as const))('%s', async (_title, { play }) => {
    await play(running.scenario);

    expect(running.scenario.checks.length).toBeGreaterThan(0);
    expect(running.scenario.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(running.errors).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { cases } from '#local/demo/cases.ts';
import { useWorld } from './world.ts';

describe('the demonstration, on a clock that stands still', () => {
  const world = useWorld();

  test.each(cases.map((each) => [each.title.en, each] as const))('%s', async (_title, { play }) => {
    await play(world.stage);

    expect(world.stage.checks.length).toBeGreaterThan(0);
    expect(world.stage.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(world.errors).toEqual([]);
  });
});

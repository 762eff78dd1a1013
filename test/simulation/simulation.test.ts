import { describe, expect, it } from 'vitest';
import { simulate } from './simulate.ts';

describe('a seed', () => {
  it('plays the same way each time, event by event, whatever was played before it', async () => {
    const first = await simulate(7);
    await simulate(8);
    const again = await simulate(7);
    expect(again.digest).toBe(first.digest);
    expect(again.endings).toEqual(first.endings);
    expect((await simulate(8)).digest).not.toBe(first.digest);
  });
});

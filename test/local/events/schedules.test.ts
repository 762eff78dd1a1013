import { beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '#local/clock.ts';
import type { Deliveries, Delivery } from '#local/events/deliveries.ts';
import { Schedules } from '#local/events/schedules.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const definition = (everyMinutes: number) => ({
  function: 'reconciler' as const,
  everyMinutes,
  maximumRetries: 2,
  deadLetterQueue: 'schedules-dead' as const,
});

let clock: MovableClock;
let schedules: Schedules;
let ticks: string[];

beforeEach(() => {
  clock = new MovableClock({ flowing: false, start: Date.parse('2026-11-23T08:03:00Z') });
  ticks = [];
  const deliveries = {
    add: (more: Delivery[]) => {
      for (const { payload } of more) ticks.push((payload as { time: string }).time.slice(11, 16));
    },
  } as unknown as Deliveries;
  schedules = new Schedules({ often: definition(15) }, deliveries, clock);
  schedules.start();
});

describe('a schedule', () => {
  it('fires at the full multiples of its period', async () => {
    await clock.advance(60 * MINUTE);
    expect(ticks).toEqual(['08:15', '08:30', '08:45', '09:00']);
  });

  it('fires no more when it was stopped', async () => {
    schedules.stop();
    await clock.advance(DAY);
    expect(ticks).toEqual([]);
  });

  it('makes one tick of those that a sleeping machine missed', async () => {
    const asleep = new MovableClock({ flowing: false, start: 0 });
    const late: { fire?: () => void } = {};
    const overslept = new Schedules(
      { often: definition(15) },
      { add: () => ticks.push('late') } as unknown as Deliveries,
      {
        now: () => asleep.now(),
        schedule: (due, run) => {
          late.fire = run;
          return asleep.schedule(due + DAY, run);
        },
      },
    );
    overslept.start();
    await asleep.advance(DAY + 15 * MINUTE);
    expect(ticks).toEqual(['late']);
  });
});

describe('while the clock is moved by hand', () => {
  const move = (milliseconds: number) =>
    schedules.duringMove(milliseconds, () => clock.advance(milliseconds));

  it('fires as always on a short way', async () => {
    await move(60 * MINUTE);
    expect(ticks).toEqual(['08:15', '08:30', '08:45', '09:00']);
  });

  it('fires 24 times on a long one, the last time at its end', async () => {
    await move(30 * DAY);
    expect(ticks).toHaveLength(24);
    expect(ticks.at(-1)).toBe('08:03');
  });

  it('fires as always again after it, also when the move failed', async () => {
    await move(30 * DAY);
    await schedules
      .duringMove(30 * DAY, async () => {
        throw new Error('interrupted');
      })
      .catch(() => {});
    ticks.length = 0;
    await clock.advance(30 * MINUTE);
    expect(ticks).toEqual(['08:15', '08:30']);
  });
});

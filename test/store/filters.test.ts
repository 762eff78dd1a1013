import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { streams } from '#contract/index.ts';
import type { Shift } from '#domain/dispatch/capacity.ts';
import { giveBack, take } from '#domain/dispatch/capacity.ts';
import { classOf } from '#domain/dispatch/parking.ts';
import { parkedClasses } from '#store/dispatch/classes.ts';
import { queue } from '#store/dispatch/queue.ts';
import { jobs, shifts } from '#store/dispatch/shifts.ts';
import { teams } from '#store/dispatch/teams.ts';
import type { AnyCodec, Row } from '#store/dynamodb/codec.ts';
import { NOW } from '#test/factories/appointment.ts';
import { entry, job, shift, team } from '#test/factories/work.ts';

type Write = 'INSERT' | 'MODIFY';
type Image = Record<string, { S?: string }>;

/** Whether the stream of a table lets a row through, written so, as it is stored. */
function isNews(table: AnyCodec['table'], write: Write, row: Row): boolean {
  const image = marshall(row, { removeUndefinedValues: true }) as Image;
  const { filter } = Object.values(streams).find((stream) => stream.table === table) ?? {};
  if (!filter) throw new Error(`nobody hears of ${table}`);
  const wanted = Object.entries(filter.image ?? {});
  return (
    filter.writes.includes(write) && wanted.every(([name, values]) => values.includes(image[name]?.S ?? ''))
  );
}

describe('what the dispatcher hears of', () => {
  it('is an entry that comes to wait, not one that is parked, nor its class', () => {
    const parked = entry({ parked: { at: NOW, reason: { zh: '无空档', en: 'no room' } } });
    expect(isNews('queue', 'INSERT', queue.encode(entry()))).toBe(true);
    expect(isNews('queue', 'INSERT', queue.encode(parked))).toBe(false);
    const parkedClass = { ...classOf(parked), institution: parked.institution, stamp: 's' };
    expect(isNews('queue', 'INSERT', parkedClasses.encode(parkedClass))).toBe(false);
  });

  it('is a shift with new minutes, not one whose minutes were taken, and not a job', () => {
    const planned = shift();
    const taken: Shift = take(planned, 60);
    expect(isNews('shifts', 'INSERT', shifts.encode(planned))).toBe(true);
    expect(isNews('shifts', 'MODIFY', shifts.encode(taken))).toBe(false);
    expect(isNews('shifts', 'MODIFY', shifts.encode(giveBack(taken, 30)))).toBe(true);
    expect(isNews('shifts', 'INSERT', jobs.encode(job()))).toBe(false);
  });

  it('is every team that is formed or changed', () => {
    expect(isNews('teams', 'INSERT', teams.encode(team()))).toBe(true);
    expect(isNews('teams', 'MODIFY', teams.encode(team({ version: 2 })))).toBe(true);
  });
});

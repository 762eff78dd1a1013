import { describe, expect, it } from 'vitest';
import { streams } from '#contract/index.ts';
import type { StreamDefinition } from '#contract/types.ts';
import { passes } from '#local/streams/filter.ts';
import { done, recordOf, StreamBed } from '#test/local/fixtures/stream.ts';

type Image = Record<string, { S: string }>;
const filter: StreamDefinition['filter'] = {
  writes: ['INSERT', 'MODIFY'],
  image: { change: ['planned', 'grown'], state: ['waiting'] },
};
const waiting = { state: { S: 'waiting' } };
const image = (change: string): Image => ({ ...waiting, change: { S: change } });

describe('a filter', () => {
  it.each<[string, string, object, boolean]>([
    ['a write and a row that it names', 'a', image('planned'), true],
    ['another of the texts that it names', '~a', image('grown'), true],
    ['a text that it does not name', '~a', image('taken'), false],
    ['a row without an attribute that it names', 'a', waiting, false],
    ['a number where it names a text', 'a', { ...waiting, change: { N: '1' } }, false],
    ['a row with more attributes', 'a', { ...image('planned'), more: { S: 'x' } }, true],
    ['a removal, which has no row any more', '-a', {}, false],
  ])('decides on %s', (_, name, row, expected) => {
    expect(passes(filter, recordOf(name, 1, row))).toBe(expected);
  });

  it('of writes only looks at no row', () => {
    expect(['a', '~a', '-a'].map((name) => passes({ writes: ['INSERT'] }, recordOf(name)))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each<[string, string, Image, boolean]>([
    ['queue-to-dispatcher', 'a', { state: { S: 'waiting' } }, true],
    ['queue-to-dispatcher', 'a', { state: { S: 'parked' } }, false],
    ['queue-to-dispatcher', '~a', { state: { S: 'waiting' } }, false],
    ['shifts-to-dispatcher', 'a', { change: { S: 'planned' } }, true],
    ['shifts-to-dispatcher', '~a', { change: { S: 'grown' } }, true],
    ['shifts-to-dispatcher', '~a', { change: { S: 'taken' } }, false],
    ['shifts-to-dispatcher', 'a', {}, false],
    ['teams-to-dispatcher', '~a', {}, true],
    ['outbox-to-relay', '~a', {}, false],
  ])('%s decides on %s %j', (stream, name, row, expected) => {
    const definition = streams[stream];
    expect(definition && passes(definition.filter, recordOf(name, 1, row))).toBe(expected);
  });
});

describe('what a filter keeps back', () => {
  it('does not count in a batch, and is not read again', async () => {
    const the = new StreamBed();
    const changes = ['taken', 'planned', 'taken', 'taken', 'grown', 'planned', 'taken'];
    for (const [index, change] of changes.entries())
      the.records.push(recordOf('~a', index + 1, image(change)));
    const read: (string | undefined)[] = [];
    const reader = the.reader(() => done, {
      filter,
      batchSize: 2,
      shards: {
        ...the.shards,
        readAfter: (position) => {
          read.push(position.sequence);
          return the.shards.readAfter(position);
        },
      },
    });
    await reader.drained();
    expect(the.seen).toEqual([['2', '5'], ['6']]);
    expect(read).toEqual([undefined, '5', '7']);
    await reader.stop();
  });
});

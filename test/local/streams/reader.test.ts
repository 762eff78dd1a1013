import { beforeEach, describe, expect, it } from 'vitest';
import type { Shards } from '#local/streams/shards.ts';
import { done, failed, failedFrom, StreamBed } from '#test/local/fixtures/stream.ts';

let the: StreamBed;

beforeEach(() => {
  the = new StreamBed();
});

describe('a stream whose function takes everything', () => {
  it('is delivered in order, in batches, inserts only', async () => {
    the.write('a', '~a', 'b', 'c', '~b', 'd', 'e');
    const reader = the.reader(() => done);
    await reader.drained();
    expect(the.seen).toEqual([['1', '3', '4', '6'], ['7']]);
    await reader.stop();
  });

  it('is not delivered again, by the next reader either', async () => {
    the.write('a', '~a');
    const first = the.reader(() => done);
    await first.drained();
    await first.stop();
    const second = the.reader(() => done);
    await second.drained();
    the.write('b');
    await second.drained();
    expect(the.seen).toEqual([['1'], ['3']]);
    await second.stop();
  });

  it('goes on in the shard that follows one that was closed', async () => {
    the.write('a', 'b');
    const shards: Shards = {
      arn: 'stream',
      first: async () => ({ shard: 'a', sequence: undefined }),
      readAfter: async ({ shard, sequence }) => ({
        records: sequence ? [] : the.records.slice(shard === 'a' ? 0 : 1, shard === 'a' ? 1 : 2),
        closed: shard === 'a',
      }),
      next: async ({ shard }) => (shard === 'a' ? { shard: 'b', sequence: undefined } : undefined),
    };
    const reader = the.reader(() => done, { shards });
    await reader.drained();
    expect(the.seen).toEqual([['1'], ['2']]);
    await reader.stop();
  });
});

describe('an event', () => {
  it('says of which stream each of its records is, as Lambda says it', async () => {
    the.write('a');
    const reader = the.reader(() => done);
    await reader.drained();
    expect(the.events).toEqual([{ ...the.records[0], eventSourceARN: 'stream' }]);
    await reader.stop();
  });
});

describe('a record that is reported as failed', () => {
  it('comes again with those behind it, after a pause on the clock', async () => {
    the.write('a', 'b', 'c');
    let times = 0;
    const reader = the.reader((batch) => (batch.includes('2') && times++ === 0 ? failedFrom('2') : done));
    await reader.drained();
    expect(the.seen).toEqual([['1', '2', '3']]);
    await the.clock.advance(1000, () => reader.drained());
    expect(the.seen).toEqual([
      ['1', '2', '3'],
      ['2', '3'],
    ]);
    expect(the.dead()).toEqual([]);
    await reader.stop();
  });

  it('goes to the dead-letter queue after its retries, and the stream goes on', async () => {
    the.write('a', 'b', 'c');
    const reader = the.reader((batch) => (batch.includes('2') ? failedFrom('2') : done));
    await reader.drained();
    await the.clock.advance(60_000, () => reader.drained());
    expect(the.seen).toEqual([['1', '2', '3'], ['2', '3'], ['2', '3'], ['3']]);
    expect(the.dead()).toEqual([['2']]);
    await reader.stop();
  });

  it('counts as a failure of the whole batch when it was not in it', async () => {
    the.write('a');
    const reader = the.reader(() => failedFrom('77'));
    await reader.drained();
    await the.clock.advance(60_000, () => reader.drained());
    expect(the.seen).toEqual([['1'], ['1'], ['1']]);
    expect(the.dead()).toEqual([['1']]);
    await reader.stop();
  });
});

describe('a function that fails as a whole', () => {
  it('is given smaller batches until the record that fails it stands alone', async () => {
    the.write('a', 'b', 'c', 'd');
    const reader = the.reader((batch) => (batch.includes('3') ? failed : done));
    await reader.drained();
    await the.clock.advance(60_000, () => reader.drained());
    expect(the.seen.slice(0, 4)).toEqual([['1', '2', '3', '4'], ['1', '2'], ['3', '4'], ['3']]);
    expect(the.seen.at(-1)).toEqual(['4']);
    expect(the.dead()).toEqual([['3']]);
    await reader.stop();
  });
});

describe('a stream that cannot be read', () => {
  it('is read from where it was when it can be again', async () => {
    the.write('a');
    let broken = true;
    const reader = the.reader(() => done, {
      shards: {
        ...the.shards,
        readAfter: (position) => {
          if (broken) throw new Error('no connection');
          return the.shards.readAfter(position);
        },
      },
    });
    await reader.drained();
    expect(the.seen).toEqual([]);
    broken = false;
    await reader.drained();
    expect(the.seen).toEqual([['1']]);
    await reader.stop();
  });
});

describe('a stream that is stopped while it is read', () => {
  it('delivers nothing of what it read', async () => {
    the.write('a');
    const read = Promise.withResolvers<void>();
    const reader = the.reader(() => done, {
      shards: {
        ...the.shards,
        readAfter: async (position) => {
          await read.promise;
          return the.shards.readAfter(position);
        },
      },
    });
    reader.wake();
    const stopped = reader.stop();
    read.resolve();
    await stopped;
    expect(the.seen).toEqual([]);
  });
});

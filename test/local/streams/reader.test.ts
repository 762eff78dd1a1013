import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '#local/clock.ts';
import { DeadLetters } from '#local/dead-letters.ts';
import type { InvocationResult } from '#local/functions/invoke.ts';
import { silentLog } from '#local/log.ts';
import { Checkpoints } from '#local/streams/checkpoints.ts';
import { StreamReader } from '#local/streams/reader.ts';
import type { Shards, StreamRecord } from '#local/streams/shards.ts';

type Answer = (sequences: string[]) => InvocationResult | Error;

const done: InvocationResult = { payload: { batchItemFailures: [] } };
const failed: InvocationResult = { error: { errorType: 'Error', errorMessage: 'no' } };
const failedFrom = (...sequences: string[]): InvocationResult => ({
  payload: { batchItemFailures: sequences.map((itemIdentifier) => ({ itemIdentifier })) },
});

let clock: MovableClock;
let journal: DatabaseSync;
let deadLetters: DeadLetters;
let records: StreamRecord[];
let seen: string[][];

beforeEach(() => {
  clock = new MovableClock({ flowing: false, start: 0 });
  journal = new DatabaseSync(':memory:');
  deadLetters = new DeadLetters(
    journal,
    { 'relay-dead': { description: '', retentionDays: 14 } },
    { clock, log: silentLog },
  );
  records = [];
  seen = [];
});

/** Appends a row for each name; a name with `~` is an update. */
const write = (...names: string[]) => {
  for (const name of names) {
    records.push({
      eventID: name,
      eventName: name.startsWith('~') ? 'MODIFY' : 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'cn-northwest-1',
      dynamodb: { SequenceNumber: String(records.length + 1), Keys: {}, ApproximateCreationDateTime: 0 },
    });
  }
};

const oneShard = (): Shards => ({
  arn: 'stream',
  first: async () => ({ shard: 'a', sequence: undefined }),
  readAfter: async ({ sequence = '0' }) => ({ records: records.slice(Number(sequence)), closed: false }),
  next: async () => undefined,
});

const readerWith = (answer: Answer, shards = oneShard(), batchSize = 4): StreamReader =>
  new StreamReader(
    'outbox',
    { table: 'outbox', function: 'relay', batchSize, maximumRetries: 2, deadLetterQueue: 'relay-dead' },
    {
      shards,
      checkpoints: new Checkpoints(journal),
      deadLetters,
      clock,
      log: silentLog,
      invoke: async (_name, payload) => {
        const sequences = (payload as { Records: StreamRecord[] }).Records.map(
          ({ dynamodb }) => dynamodb.SequenceNumber,
        );
        seen.push(sequences);
        const result = answer(sequences);
        if (result instanceof Error) throw result;
        return result;
      },
    },
  );
const dead = () => deadLetters.list()[0]?.messages.map(({ payload }) => sequencesIn(payload)) ?? [];
const sequencesIn = (payload: unknown) =>
  (payload as { Records: StreamRecord[] }).Records.map(({ dynamodb }) => dynamodb.SequenceNumber);

describe('a stream whose function takes everything', () => {
  it('is delivered in order, in batches, inserts only', async () => {
    write('a', '~a', 'b', 'c', '~b', 'd', 'e');
    const reader = readerWith(() => done);
    await reader.drained();
    expect(seen).toEqual([['1', '3', '4', '6'], ['7']]);
    await reader.stop();
  });

  it('is not delivered again, by the next reader either', async () => {
    write('a', '~a');
    const first = readerWith(() => done);
    await first.drained();
    await first.stop();
    const second = readerWith(() => done);
    await second.drained();
    write('b');
    await second.drained();
    expect(seen).toEqual([['1'], ['3']]);
    await second.stop();
  });

  it('goes on in the shard that follows one that was closed', async () => {
    write('a', 'b');
    const shards: Shards = {
      arn: 'stream',
      first: async () => ({ shard: 'a', sequence: undefined }),
      readAfter: async ({ shard, sequence }) => ({
        records: sequence ? [] : records.slice(shard === 'a' ? 0 : 1, shard === 'a' ? 1 : 2),
        closed: shard === 'a',
      }),
      next: async ({ shard }) => (shard === 'a' ? { shard: 'b', sequence: undefined } : undefined),
    };
    const reader = readerWith(() => done, shards);
    await reader.drained();
    expect(seen).toEqual([['1'], ['2']]);
    await reader.stop();
  });
});

describe('a record that is reported as failed', () => {
  it('comes again with those behind it, after a pause on the clock', async () => {
    write('a', 'b', 'c');
    let times = 0;
    const reader = readerWith((batch) => (batch.includes('2') && times++ === 0 ? failedFrom('2') : done));
    await reader.drained();
    expect(seen).toEqual([['1', '2', '3']]);
    await clock.advance(1000, () => reader.drained());
    expect(seen).toEqual([
      ['1', '2', '3'],
      ['2', '3'],
    ]);
    expect(dead()).toEqual([]);
    await reader.stop();
  });

  it('goes to the dead-letter queue after its retries, and the stream goes on', async () => {
    write('a', 'b', 'c');
    const reader = readerWith((batch) => (batch.includes('2') ? failedFrom('2') : done));
    await reader.drained();
    await clock.advance(60_000, () => reader.drained());
    expect(seen).toEqual([['1', '2', '3'], ['2', '3'], ['2', '3'], ['3']]);
    expect(dead()).toEqual([['2']]);
    await reader.stop();
  });

  it('counts as a failure of the whole batch when it was not in it', async () => {
    write('a');
    const reader = readerWith(() => failedFrom('77'));
    await reader.drained();
    await clock.advance(60_000, () => reader.drained());
    expect(seen).toEqual([['1'], ['1'], ['1']]);
    expect(dead()).toEqual([['1']]);
    await reader.stop();
  });
});

describe('a function that fails as a whole', () => {
  it('is given smaller batches until the record that fails it stands alone', async () => {
    write('a', 'b', 'c', 'd');
    const reader = readerWith((batch) => (batch.includes('3') ? failed : done));
    await reader.drained();
    await clock.advance(60_000, () => reader.drained());
    expect(seen.slice(0, 4)).toEqual([['1', '2', '3', '4'], ['1', '2'], ['3', '4'], ['3']]);
    expect(seen.at(-1)).toEqual(['4']);
    expect(dead()).toEqual([['3']]);
    await reader.stop();
  });
});

describe('a stream that cannot be read', () => {
  it('is read from where it was when it can be again', async () => {
    write('a');
    const shards = oneShard();
    let broken = true;
    const reader = readerWith(() => done, {
      ...shards,
      readAfter: (position) => {
        if (broken) throw new Error('no connection');
        return shards.readAfter(position);
      },
    });
    await reader.drained();
    expect(seen).toEqual([]);
    broken = false;
    await reader.drained();
    expect(seen).toEqual([['1']]);
    await reader.stop();
  });
});

import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Checkpoint, type Progress, rewriteRows } from '#store/dynamodb/backfill.ts';
import { codec, type Row } from '#store/dynamodb/codec.ts';
import { onGap } from '#store/dynamodb/gaps.ts';
import { MemoryTables } from '#test/factories/memory-tables.ts';

/** A kind of today, of which rows of all three versions are stored; the index came with the third. */
const pets = codec({
  name: 'teams/pet',
  table: 'teams',
  schema: z.object({ institution: z.string(), id: z.string(), name: z.string(), tags: z.array(z.string()) }),
  keys: ({ name }) => ({ listKey: `n#${name}` }),
  upcasts: [({ title, ...row }) => ({ ...row, name: title }), (row) => ({ ...row, tags: [] })],
});
const key = (number: number) => ({ institution: 'i', id: String(number).padStart(2, '0') });
const first = (number: number) => ({ ...key(number), title: `pet ${number}`, v: 1 });
const today = (number: number) => pets.encode({ ...key(number), name: `pet ${number}`, tags: [] });

let memory: MemoryTables;
let gaps: object[];
beforeEach(() => {
  memory = new MemoryTables();
  gaps = [];
  onGap((gap) => gaps.push(gap));
});
afterEach(() => memory.stub.restore());

const run = (options: Parameters<typeof rewriteRows>[2] = {}) => rewriteRows('teams', [pets], options);
const puts = () => memory.stub.commandCalls(PutCommand).length;
const scans = () => memory.stub.commandCalls(ScanCommand).length;

/** Kept as text, as a file or a journal keeps it. */
function checkpoint(): Checkpoint & { kept?: string | undefined } {
  return {
    load() {
      return this.kept === undefined ? undefined : (JSON.parse(this.kept) as Progress);
    },
    save(progress) {
      this.kept = JSON.stringify(progress);
    },
    clear() {
      this.kept = undefined;
    },
  };
}

describe('a backfill', () => {
  it('puts rows of every older version back as today writes them, with the keys of a new index', async () => {
    memory.put('teams', first(1), { ...key(2), name: 'pet 2', v: 2 }, today(3));
    expect(await run()).toEqual({ after: null, read: 3, written: 2, overtaken: 0, gaps: 0 });
    expect(memory.all('teams')).toEqual([today(1), today(2), today(3)]);
    expect(memory.all('teams')[0]).toMatchObject({ listKey: 'n#pet 1', v: 3 });
  });

  it('adds a key that came without a version, and takes away one that is no more', async () => {
    const { listKey: _key, ...keyless } = today(1);
    memory.put('teams', keyless, { ...today(2), oldKey: 'x' });
    expect(await run()).toMatchObject({ written: 2 });
    expect(memory.all('teams')).toEqual([today(1), today(2)]);
  });

  it('that runs twice writes nothing the second time', async () => {
    memory.put('teams', ...[1, 2, 3].map(first));
    await run();
    expect(await run()).toEqual({ after: null, read: 3, written: 0, overtaken: 0, gaps: 0 });
    expect(puts()).toBe(3);
  });

  it('that is dry tells what it would write', async () => {
    memory.put('teams', first(1), today(2));
    expect(await run({ dryRun: true })).toMatchObject({ read: 2, written: 1 });
    expect(puts()).toBe(0);
  });

  it('reads page by page and says how far it is', async () => {
    memory.put('teams', ...[1, 2, 3, 4, 5].map(first));
    const told: Progress[] = [];
    await run({ pageSize: 2, onProgress: (progress) => told.push(progress) });
    expect(told.map(({ read, written, after }) => [read, written, after])).toEqual([
      [2, 2, key(2)],
      [4, 4, key(4)],
      [5, 5, null],
    ]);
    expect(memory.stub.commandCalls(ScanCommand)[0]?.args[0].input).toMatchObject({
      Limit: 2,
      ConsistentRead: true,
    });
  });

  it('of an empty table is one request', async () => {
    expect(await run()).toMatchObject({ read: 0, written: 0 });
    expect(scans()).toBe(1);
  });
});

describe('a backfill whose process ends', () => {
  it.each([1, 2, 3, 4])('before page %i goes on where it was, and counts on', async (page) => {
    memory.put('teams', ...Array.from({ length: 7 }, (_, index) => first(index + 1)));
    const place = checkpoint();
    let seen = 0;
    memory.fail(
      () => new Error('the process ends'),
      ({ command }) => command === 'Scan' && ++seen === page,
    );
    await expect(run({ pageSize: 2, checkpoint: place })).rejects.toThrow('the process ends');
    expect(await run({ pageSize: 2, checkpoint: place })).toEqual({
      after: null,
      read: 7,
      written: 7,
      overtaken: 0,
      gaps: 0,
    });
    // The page in which it ended is read again, none before it.
    expect(scans()).toBe(5);
    expect(memory.all('teams')).toEqual([1, 2, 3, 4, 5, 6, 7].map(today));
    expect(place.kept).toBeUndefined();
  });

  it('within a page writes the rest of it', async () => {
    memory.put('teams', ...[1, 2, 3].map(first));
    const place = checkpoint();
    let written = 0;
    memory.fail(
      () => new Error('the process ends'),
      ({ command }) => command === 'Put' && ++written === 2,
    );
    await expect(run({ pageSize: 3, checkpoint: place })).rejects.toThrow('the process ends');
    expect(await run({ pageSize: 3, checkpoint: place })).toMatchObject({ read: 3, written: 1 });
    expect(memory.all('teams')).toEqual([1, 2, 3].map(today));
  });
});

describe('a row that somebody else writes in between', () => {
  const meanwhile = (act: () => void) => {
    memory.put('teams', first(1));
    memory.fail(
      () => new Error('never'),
      ({ command }) => {
        if (command === 'Put') act();
        return false;
      },
    );
  };

  it.each<[string, Row]>([
    ['anew', { ...today(1), name: 'new' }],
    ['as of old, by code that is still running', { ...first(1), title: 'new' }],
    ['deep inside', { ...first(1), more: ['x'], title: 'pet' }],
  ])('holds: %s', async (_, theirs) => {
    meanwhile(() => memory.put('teams', theirs));
    expect(await run()).toMatchObject({ read: 1, written: 0, overtaken: 1 });
    expect(memory.all('teams')).toEqual([theirs]);
  });

  it('is not brought back when it was removed', async () => {
    meanwhile(() => memory.remove('teams', first(1)));
    expect(await run()).toMatchObject({ overtaken: 1 });
    expect(memory.all('teams')).toEqual([]);
  });
});

describe('a row that nobody can read', () => {
  it.each<[string, Row, string]>([
    ['of a later version', { ...today(1), v: 4 }, 'version 4'],
    ['of none', { ...key(1), title: 'x' }, 'version undefined'],
    ['that is not what it says', { ...today(1), name: 7 }, 'cannot be read at name'],
  ])('is counted, told by its key, and left as it is: %s', async (_, row, reason) => {
    memory.put('teams', row, first(2));
    expect(await run()).toMatchObject({ read: 2, written: 1, gaps: 1 });
    expect(memory.all('teams')).toEqual([row, today(2)]);
    expect(gaps).toMatchObject([
      { codec: 'teams/pet', key: key(1), reason: expect.stringContaining(reason) },
    ]);
  });

  it('is counted when it is of no kind', async () => {
    memory.put('teams', first(1));
    expect(await rewriteRows('teams', [], {})).toMatchObject({ gaps: 1, written: 0 });
    expect(gaps).toMatchObject([{ codec: 'teams/?', key: key(1) }]);
  });

  it('is counted when it would be another row today', async () => {
    const moved = { ...pets, encode: (value: never) => ({ ...pets.encode(value), id: 'elsewhere' }) };
    memory.put('teams', first(1));
    expect(await rewriteRows('teams', [moved], {})).toMatchObject({ gaps: 1, written: 0 });
    expect(memory.all('teams')).toEqual([first(1)]);
  });
});

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { codecs } from '#store/codecs.ts';
import { type AnyCodec, codec, type Row, UnreadableRow } from '#store/dynamodb/codec.ts';
import { plain } from '#test/memory-dynamodb/tables.ts';
import { goldenRows, goldenSchema, schemaOf } from './rows/files.ts';
import { samplesOf } from './rows/samples.ts';
import { uncovered } from './rows/uncovered.ts';

const named = codecs.map((one): [string, AnyCodec] => [one.name, one]);
const versions = codecs.flatMap((one) =>
  Array.from({ length: one.version }, (_, index): [string, number, AnyCodec] => [one.name, index + 1, one]),
);
const rowsOf = (one: AnyCodec, version: number): [string, Row][] =>
  Object.entries(goldenRows(one, version) ?? {});

/** What to do when what is stored has changed. */
const advice = ({ name, version }: AnyCodec): string =>
  `${name}: what is stored has changed. Give its codec an upcast that makes a row of version ${version} one of version ${version + 1}, then run “npm run rows:record” (docs/changing.md).`;

describe('rows as they were written', () => {
  it.each(versions)('of %s, version %i, are recorded, and can be read', (name, version, one) => {
    expect(rowsOf(one, version).length, `${name} v${version}: run “npm run rows:record”`).toBeGreaterThan(0);
    for (const [what, row] of rowsOf(one, version)) {
      expect(row.v, what).toBe(version);
      expect(one.holds(row), what).toBe(true);
      expect(() => one.decode(row), what).not.toThrow();
    }
  });

  it.each(named)('of %s are written the same today, keys included', (_, one) => {
    for (const [what, row] of rowsOf(one, one.version)) {
      expect(plain(one.encode(one.decode(row) as never)), `${what}. ${advice(one)}`).toEqual(row);
    }
  });

  it.each(named)('of %s are of one kind only', (_, one) => {
    for (const [what, row] of rowsOf(one, one.version)) {
      const holding = codecs.filter(({ table, holds }) => table === one.table && holds(row));
      expect(holding, what).toEqual([one]);
    }
  });

  it.each(named)('of %s have the schema of today', (_, one) => {
    expect(schemaOf(one), advice(one)).toEqual(goldenSchema(one, one.version));
  });

  it.each(named)('of %s show all that the schema can say, and what may be left out left out', (_, one) => {
    const rows = rowsOf(one, one.version).map(([, row]) => one.decode(row));
    expect(uncovered(schemaOf(one), rows)).toEqual([]);
  });

  it.each(named)('of %s are as its factories make them, in kind', (_, one) => {
    expect(Object.keys(samplesOf(one))).toEqual(rowsOf(one, one.version).map(([what]) => what));
  });
});

describe('a row of an older version', () => {
  const pets = codec({
    name: 'teams/pet',
    table: 'teams',
    schema: z.object({ id: z.string(), name: z.object({ zh: z.string(), en: z.string() }), legs: z.int() }),
    keys: ({ id }) => ({ place: `3#${id}` }),
    upcasts: [
      (row) => ({ ...row, name: { zh: row.name, en: row.name } }),
      (row) => ({ ...row, legs: (row.paws as number | undefined) ?? 4 }),
    ],
  });
  const today = { id: 'x', name: { zh: '猫', en: '猫' }, legs: 4 };

  it.each([
    [1, { id: 'x', name: '猫', place: 'old#x', v: 1 }, today],
    [2, { id: 'x', name: today.name, paws: 3, v: 2 }, { ...today, legs: 3 }],
    [3, { ...today, v: 3 }, today],
  ])('%i is read as what it says today', (_, row, value) => {
    expect(pets.decode(row)).toEqual(value);
    expect(pets.encode(pets.decode(row))).toEqual({ ...value, place: '3#x', v: 3 });
  });

  it.each([0, 4, 1.5, '1', null, undefined])('%s, which is none, cannot be read', (v) => {
    expect(() => pets.decode({ ...today, v })).toThrow(UnreadableRow);
  });

  it('that lacks what its version says cannot be read, and tells where, not what it holds', () => {
    expect(() => pets.decode({ id: 'secret', v: 3 })).toThrow(
      /^teams\/pet: version 3 cannot be read at name, legs$/,
    );
  });
});

describe('what rows do not show', () => {
  const schema = schemaOf({
    schema: z.object({
      a: z.string().optional(),
      b: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('x') }),
        z.object({ kind: z.literal('y'), c: z.array(z.object({ d: z.int().nullable() })) }),
      ]),
    }),
  });
  const x = { b: { kind: 'x' } };
  const y = { a: 'a', b: { kind: 'y', c: [{ d: 1 }, { d: null }] } };

  it.each([
    ['nothing, when all is there', [x, y], []],
    ['a kind', [x, { a: 'a', ...x }], ['/b of kind 2']],
    ['a field that is never there', [x, { b: y.b }], ['/a']],
    ['a field that is always there', [{ a: 'a', ...x }, y], ['/a left out']],
    ['null, deep in a list', [x, { a: 'a', b: { kind: 'y', c: [{ d: 1 }] } }], ['/b/c/*/d of kind 2']],
  ])('is told: %s', (_, values, missing) => {
    expect(uncovered(schema, values)).toEqual(missing);
  });
});

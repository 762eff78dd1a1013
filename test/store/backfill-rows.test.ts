import { expect, it } from 'vitest';
import { codecs } from '#store/codecs.ts';
import { rewriteRows } from '#store/dynamodb/backfill.ts';
import type { AnyCodec } from '#store/dynamodb/codec.ts';
import { testDatabase } from '#test/factories/database.ts';
import { goldenRows } from './rows/files.ts';

const database = testDatabase();
const kinds = codecs.map((one): [string, AnyCodec] => [one.name, one]);
const rowsOf = (one: AnyCodec) => Object.values(goldenRows(one, one.version) ?? {});

it.each(kinds)('a backfill leaves rows of %s alone that are of today', async (_, one) => {
  await database.put(one.table, ...rowsOf(one));
  const before = await database.all(one.table);
  expect(await rewriteRows(one.table, codecs)).toMatchObject({ read: before.length, written: 0, gaps: 0 });
  expect(await database.all(one.table)).toEqual(before);
});

it.each(kinds)('a backfill puts rows of %s back, on the condition of everything in them', async (_, one) => {
  await database.put(one.table, ...rowsOf(one));
  const today = await database.all(one.table);
  await database.put(one.table, ...today.map((row) => ({ ...row, keyOfAnOldIndex: 'x' })));
  const expected = { read: today.length, written: today.length, overtaken: 0, gaps: 0 };
  expect(await rewriteRows(one.table, codecs, { pageSize: 3 })).toMatchObject(expected);
  expect(await database.all(one.table)).toEqual(today);
});

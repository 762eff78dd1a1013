import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { AddedIndexes, migrate } from '#local/migrate.ts';

it('rewrites for each index that was added, and again for one in which the process ended', async () => {
  const journal = new DatabaseSync(':memory:');
  const before = new AddedIndexes(journal);
  before.note({ table: 'tasks', index: 'by-due' });
  before.note({ table: 'tasks', index: 'by-due' });
  before.note({ table: 'shifts', index: 'by-unit' });
  const rewritten: string[] = [];
  const rewrite = async ({ table, index }: { table: string; index: string }) => {
    rewritten.push(`${table}/${index}`);
    if (rewritten.length === 2) throw new Error('the process ends');
  };
  await expect(migrate(before, rewrite)).rejects.toThrow('the process ends');
  await migrate(new AddedIndexes(journal), rewrite);
  expect(rewritten).toEqual(['tasks/by-due', 'shifts/by-unit', 'shifts/by-unit']);
  expect(new AddedIndexes(journal).list()).toEqual([]);
});

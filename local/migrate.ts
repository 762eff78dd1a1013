import type { DatabaseSync } from 'node:sqlite';
import type { TableName } from '#contract/table-names.ts';

/** An index that was added to a table with rows. */
export type AddedIndex = { readonly table: TableName; readonly index: string };

/**
 * Indexes that were added to tables with rows, kept from before their making until `migrate` is done with them: a
 * process that ends in between finds them again.
 */
export class AddedIndexes {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`CREATE TABLE IF NOT EXISTS added_indexes (
      table_name TEXT NOT NULL, index_name TEXT NOT NULL, PRIMARY KEY (table_name, index_name)
    ) STRICT`);
  }

  note({ table, index }: AddedIndex): void {
    this.#database.prepare('INSERT OR IGNORE INTO added_indexes VALUES (?, ?)').run(table, index);
  }

  list(): AddedIndex[] {
    return this.#database
      .prepare('SELECT table_name AS "table", index_name AS "index" FROM added_indexes ORDER BY rowid')
      .all() as AddedIndex[];
  }

  forget({ table, index }: AddedIndex): void {
    this.#database
      .prepare('DELETE FROM added_indexes WHERE table_name = ? AND index_name = ?')
      .run(table, index);
  }
}

/**
 * Brings what is stored up to date: called at each start when the tables are there, before anything reads them. The
 * database has filled an added index with the rows that have its keys. Rows of before the keys were known are written
 * again by `rewrite`, which may be called again for the same index after a process that ended in the middle.
 */
export async function migrate(
  added: AddedIndexes,
  rewrite: (index: AddedIndex) => Promise<void> = async () => {},
): Promise<void> {
  for (const index of added.list()) {
    await rewrite(index);
    added.forget(index);
  }
}

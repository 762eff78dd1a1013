import { createHash } from 'node:crypto';
import { cpSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { DataFolder } from '#local/data-folder.ts';

type Row = Record<string, SQLInputValue>;

const ULID = /[0-7][0-9A-HJKMNP-TV-Z]{25}/g;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const OLD_DAYS = 100;
const DAY_S = 86_400;

/**
 * Copies a data folder in which a few lifecycles were played, and multiplies what they left in its files: every row,
 * index entry, stream record, execution and history, under new ids. Every second copy is 100 days old: its times to live
 * have passed, its executions ended before the 90 days that they are kept. The stream counts as delivered.
 * @param copies how many times each played lifecycle is to be there again
 */
export function grow(from: string, to: string, copies: number): void {
  cpSync(from, to, { recursive: true });
  const folder = new DataFolder(to);
  const last = growTables(folder.tables, copies);
  growExecutions(folder.executions, copies);
  inFile(folder.journal, (journal) => journal.exec(`UPDATE checkpoints SET sequence = '${last}'`));
}

/** @returns the number of the last stream record */
function growTables(file: string, copies: number): number {
  return inFile(file, (database) => {
    // As the emulator makes the file; the start gives it the index.
    database.exec('DROP INDEX IF EXISTS greenlane_stream_position');
    for (const table of tablesOf(database)) {
      multiply(database, table, copies, (row) => ({
        ...row,
        ...('hash_prefix' in row && { hash_prefix: hashOf(String(row.pk)) }),
      }));
    }
    let sequence = Number(
      database.prepare('SELECT MAX(CAST(sequence_number AS INTEGER)) AS last FROM _stream_records').get()
        ?.last,
    );
    multiply(database, '_stream_records', copies, ({ id: _, ...row }) => ({
      ...row,
      sequence_number: String(++sequence),
    }));
    return sequence;
  });
}

function growExecutions(file: string, copies: number): void {
  inFile(file, (database) => {
    const highest = Number(database.prepare('SELECT MAX(id) AS id FROM executions').get()?.id);
    const shifted = (id: SQLInputValue | undefined, copy: number) => Number(id) + copy * highest;
    multiply(database, 'executions', copies, (row, copy) => ({
      ...row,
      id: shifted(row.id, copy),
      parent: row.parent === null ? null : shifted(row.parent, copy),
      started: Number(row.started) - ageOf(copy) * 1000,
      stopped: Number(row.stopped) - ageOf(copy) * 1000,
    }));
    multiply(database, 'history', copies, (row, copy) => ({
      ...row,
      execution: shifted(row.execution, copy),
    }));
  });
}

/** The tables of the embedded database that hold rows and index entries. */
export function tablesOf(database: DatabaseSync): string[] {
  const names = database.prepare(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'greenlane-*' ORDER BY name`,
  );
  return names.all().map(({ name }) => String(name));
}

/** Writes each row of a table that names something played `copies` times more. */
function multiply(
  database: DatabaseSync,
  table: string,
  copies: number,
  change: (row: Row, copy: number) => Row,
): void {
  const rows = database.prepare(`SELECT * FROM "${table}"`).all() as Row[];
  const played = rows.filter((row) => table === 'history' || JSON.stringify(row).search(ULID) >= 0);
  for (let copy = 1; copy <= copies; copy++) {
    for (const row of played) {
      const made = change(renamed(row, copy), copy);
      const columns = Object.keys(made);
      database
        .prepare(
          `INSERT OR IGNORE INTO "${table}" (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
        )
        .run(...Object.values(made));
    }
  }
}

const ageOf = (copy: number): number => (copy % 2 === 1 ? OLD_DAYS * DAY_S : 0);

/** The row with every id replaced, in all columns alike, and its time to live at the age of the copy. */
const renamed = (row: Row, copy: number): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'string'
        ? value
            .replace(ULID, (id) => id.slice(0, 10) + digest(`${id}${copy}`).slice(0, 16).toUpperCase())
            .replace(UUID, (id) => id.slice(0, 24) + digest(`${id}${copy}`).slice(0, 12))
            .replace(/("expiresAt":\{"N":")(\d+)/g, (_, before, at) => `${before}${Number(at) - ageOf(copy)}`)
        : value,
    ]),
  );

const digest = (text: string): string => createHash('sha1').update(text).digest('hex');

/** As the emulator computes it from a key. */
const hashOf = (key: string): string =>
  createHash('md5')
    .update(`Outliers${key.slice('S:'.length)}`)
    .digest('hex')
    .slice(0, 6);

function inFile<Result>(file: string, work: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA synchronous = OFF; BEGIN');
    const result = work(database);
    database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
    return result;
  } finally {
    database.close();
  }
}

import { createHash } from 'node:crypto';
import { cpSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { addDays } from '#domain/time/calendar.ts';
import { DataFolder } from '#local/data-folder.ts';

type Row = Record<string, SQLInputValue>;

const ULID = /[0-7][0-9A-HJKMNP-TV-Z]{25}/g;
const DAY = /\b\d{4}-\d{2}-\d{2}\b/g;
const JOBS = 'greenlane-shifts';
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Older than anything is kept: executions 90 days, tokens of waits 400. */
export const OLD_DAYS = 500;
const DAY_S = 86_400;

/**
 * Copies a data folder in which a few lifecycles were played, and multiplies what they left in its files: every row,
 * index entry, stream record, execution and history, under new ids, the jobs of each copy on a day of its own. Every
 * second copy is `OLD_DAYS` old: its times to live have passed, its executions ended long ago. The streams count as
 * delivered.
 * @param copies how many times each played lifecycle is to be there again
 */
export function grow(from: string, to: string, copies: number): void {
  cpSync(from, to, { recursive: true });
  const folder = new DataFolder(to);
  const last = growTables(folder.tables, copies);
  growExecutions(folder.executions, copies);
  inFile(folder.journal, (journal) => {
    const delivered = journal.prepare('UPDATE checkpoints SET sequence = ? WHERE arn LIKE ?');
    for (const [table, sequence] of last) delivered.run(String(sequence), `%/${table}/%`);
  });
}

/** @returns the number of the last stream record of each table */
function growTables(file: string, copies: number): Map<string, number> {
  return inFile(file, (database) => {
    // As the emulator makes the file; the start gives it the index.
    database.exec('DROP INDEX IF EXISTS greenlane_stream_position');
    for (const table of tablesOf(database)) {
      multiply(database, table, copies, (row) => ({
        ...row,
        ...('hash_prefix' in row && { hash_prefix: hashOf(String(row.pk)) }),
      }));
    }
    const ends = database.prepare(
      'SELECT table_name, MAX(CAST(sequence_number AS INTEGER)) AS last FROM _stream_records GROUP BY table_name',
    );
    const last = new Map(ends.all().map((row) => [String(row.table_name), Number(row.last)]));
    multiply(database, '_stream_records', copies, ({ id: _, ...row }) => {
      const sequence = (last.get(String(row.table_name)) ?? 0) + 1;
      last.set(String(row.table_name), sequence);
      return { ...row, sequence_number: String(sequence) };
    });
    return last;
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
      const renamedRow = renamed(row, copy);
      const made = change(table === JOBS ? onItsDay(renamedRow, copy) : renamedRow, copy);
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

/** What a team can do in a day is limited, and a board shows days: so the jobs of one copy lie a day before the last's. */
export const onItsDay = (row: Row, copy: number): Row =>
  mapped(row, (value) => value.replace(DAY, (day) => addDays(day, -copy)));

/** The row with every id replaced, in all columns alike, and its time to live at the age of the copy. */
export const renamed = (row: Row, copy: number): Row =>
  mapped(row, (value) =>
    value
      .replace(ULID, (id) => id.slice(0, 10) + digest(`${id}${copy}`).slice(0, 16).toUpperCase())
      .replace(UUID, (id) => id.slice(0, 24) + digest(`${id}${copy}`).slice(0, 12))
      .replace(/("expiresAt":\{"N":")(\d+)/g, (_, before, at) => `${before}${Number(at) - ageOf(copy)}`),
  );

const mapped = (row: Row, text: (value: string) => string): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, typeof value === 'string' ? text(value) : value]),
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

import { DatabaseSync } from 'node:sqlite';
import { StartFailure } from './failure.ts';

/** A run that was just told to stop may still be at it. */
const PATIENCE_MS = 2_000;

/**
 * What the local run itself must not forget, in one SQLite file: stream checkpoints, accepted events, dead letters and
 * how far the clock is ahead. Each part keeps its own tables in it.
 *
 * The file is locked for as long as it is open, which makes it the lock of the whole data folder: the operating system
 * gives it up with the process, however that ends, so no stale lock file is ever left behind.
 *
 * @throws StartFailure when another process has the folder.
 */
export function openJournal(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: PATIENCE_MS });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    // A commit survives the end of the process at any moment; only a power cut may take the last ones back, and what
    // is read from a stream or scheduled again is delivered again.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    database.exec('CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT');
    database.exec('BEGIN IMMEDIATE; COMMIT');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new StartFailure(
      `数据文件夹正被另一个运行中的进程使用（${path}）。请先停止它，或用 GREENLANE_DATA 指定另一个文件夹。`,
      `Another process is using this data folder (${path}). Stop it first, or name another folder in GREENLANE_DATA.`,
    );
  }
  return database;
}

/** Runs `work` in one transaction: all of its writes are kept, or none. */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

export function readSetting(database: DatabaseSync, name: string): string | undefined {
  const row = database.prepare('SELECT value FROM settings WHERE name = ?').get(name);
  return row && String(row.value);
}

export function writeSetting(database: DatabaseSync, name: string, value: string): void {
  database.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)').run(name, value);
}

const SQLITE_BUSY = 5;
/** Whether another connection has the file. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY;

import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS definitions (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS machines (
  arn TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, type TEXT NOT NULL, definition INTEGER NOT NULL, role_arn TEXT NOT NULL,
  settings TEXT NOT NULL, tags TEXT NOT NULL, revision TEXT NOT NULL, created REAL NOT NULL, updated REAL NOT NULL,
  next_version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE IF NOT EXISTS versions (
  arn TEXT PRIMARY KEY, machine TEXT NOT NULL, version INTEGER NOT NULL, definition INTEGER NOT NULL,
  role_arn TEXT NOT NULL, revision TEXT NOT NULL, description TEXT, created REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS aliases (
  arn TEXT PRIMARY KEY, machine TEXT NOT NULL, name TEXT NOT NULL, description TEXT, routing TEXT NOT NULL,
  created REAL NOT NULL, updated REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS executions (
  id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, machine TEXT NOT NULL, machine_name TEXT NOT NULL, name TEXT NOT NULL,
  definition INTEGER NOT NULL, role_arn TEXT NOT NULL, version_arn TEXT, alias_arn TEXT, input TEXT NOT NULL,
  trace_header TEXT, status TEXT NOT NULL, started REAL NOT NULL, stopped REAL, output TEXT, error TEXT, cause TEXT,
  redrives INTEGER NOT NULL DEFAULT 0, redriven REAL, parent INTEGER, parent_task TEXT, parent_wait TEXT,
  ready INTEGER NOT NULL, state TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS executions_by_machine ON executions (machine, started DESC, id DESC);
CREATE INDEX IF NOT EXISTS executions_by_parent ON executions (parent, parent_task) WHERE parent IS NOT NULL;
CREATE INDEX IF NOT EXISTS executions_ready ON executions (id) WHERE ready = 1;
CREATE INDEX IF NOT EXISTS executions_by_end ON executions (stopped) WHERE stopped IS NOT NULL;
CREATE TABLE IF NOT EXISTS history (
  execution INTEGER NOT NULL, first INTEGER NOT NULL, events TEXT NOT NULL, PRIMARY KEY (execution, first)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS timers (
  execution INTEGER NOT NULL, name TEXT NOT NULL, due REAL NOT NULL, PRIMARY KEY (execution, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS timers_by_due ON timers (due, execution, name);
CREATE TABLE IF NOT EXISTS tasks (
  execution INTEGER NOT NULL, task TEXT NOT NULL, command TEXT NOT NULL, PRIMARY KEY (execution, task)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS inbox (id INTEGER PRIMARY KEY, execution INTEGER NOT NULL, event TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY, execution INTEGER NOT NULL, event TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
  due REAL NOT NULL
) STRICT;
`;

/** The engine's one SQLite file: prepared statements by their text, and transactions that are never interleaved. */
export class Database {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string) {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    this.#connection = new DatabaseSync(file);
    // NORMAL with a write-ahead log: a committed transaction survives the death of the process at any moment;
    // only a power cut can take the newest ones back, and never leaves half of one.
    this.#connection.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 8000;',
    );
    this.#connection.exec(`BEGIN; ${SCHEMA} COMMIT;`);
  }

  run(sql: string, ...values: SQLInputValue[]): { lastInsertRowid: number; changes: number } {
    const { lastInsertRowid, changes } = this.#prepare(sql).run(...values);
    return { lastInsertRowid: Number(lastInsertRowid), changes: Number(changes) };
  }

  get<T>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.#prepare(sql).get(...values) as T | undefined;
  }

  all<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#prepare(sql).all(...values) as T[];
  }

  /** Runs `work`, which must not wait for anything, as one transaction. */
  transaction<T>(work: () => T): T {
    this.#connection.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#connection.exec('COMMIT');
      return result;
    } catch (error) {
      this.#connection.exec('ROLLBACK');
      throw error;
    }
  }

  /** The seed of tokens, jitter and random numbers: given, or drawn once and kept. */
  seed(given: number | undefined): string {
    const known = this.get<{ value: string }>("SELECT value FROM meta WHERE key = 'seed'");
    if (given === undefined && known) return known.value;
    const value = given === undefined ? randomBytes(16).toString('hex') : String(given);
    this.run(
      "INSERT INTO meta VALUES ('seed', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      value,
    );
    return value;
  }

  close(): void {
    this.#connection.close();
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { isBusy } from '#local/journal.ts';

/** Records removed at once: about a millisecond. */
const BATCH = 500;
/** Between two batches. The emulator waits for the file by looking again now and then: without a pause it would miss each gap. */
const PAUSE_MS = 20;
/** How long the process waits for the file at the start, and beside requests; then after a pause it tries again. */
const PATIENCE_AT_START_MS = 5_000;
const PATIENCE_MS = 10;
const TRIES = 200;

/**
 * The stream records in the file of the embedded database. The emulator keeps every record for ever, and has no index
 * on them: each write to a table with a stream and each look at the stream read all of them, of all tables. Neither can
 * be set. So the file is given the index, which the emulator's own statements then use, and what is delivered is
 * removed. Both are done beside the running emulator, as SQLite allows.
 *
 * The newest record of a table always stays: the emulator numbers the next one after it.
 */
export class StreamRecords {
  readonly #database: DatabaseSync;

  constructor(file: string) {
    this.#database = new DatabaseSync(file, { timeout: PATIENCE_AT_START_MS });
    this.#database.exec(`CREATE INDEX IF NOT EXISTS greenlane_stream_position
      ON _stream_records (table_name, CAST(sequence_number AS INTEGER))`);
    this.#database.exec(`PRAGMA busy_timeout = ${PATIENCE_MS}`);
  }

  /** Removes the records of a table up to and including `sequence`. @returns how many */
  async removeUpTo(table: string, sequence: string, signal?: AbortSignal): Promise<number> {
    const remove = this.#database.prepare(`DELETE FROM _stream_records WHERE id IN (
      SELECT id FROM _stream_records WHERE table_name = ?1 AND CAST(sequence_number AS INTEGER) <= CAST(?2 AS INTEGER)
        AND CAST(sequence_number AS INTEGER) <
          (SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = ?1)
      ORDER BY CAST(sequence_number AS INTEGER) LIMIT ${BATCH})`);
    let removed = 0;
    for (let tries = 0; tries < TRIES && !signal?.aborted; await pause(PAUSE_MS)) {
      const changes = unlessBusy(() => Number(remove.run(table, sequence).changes));
      tries = changes === undefined ? tries + 1 : 0;
      removed += changes ?? 0;
      if (changes !== undefined && changes < BATCH) break;
    }
    return removed;
  }

  close(): void {
    this.#database.close();
  }
}

/** @returns undefined when the emulator is writing */
function unlessBusy<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (isBusy(error)) return undefined;
    throw error;
  }
}

import type { DatabaseSync } from 'node:sqlite';
import type { Position } from './shards.ts';

/** How far each stream was delivered. Kept by stream ARN: a table made anew is read from its beginning. */
export class Checkpoints {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`CREATE TABLE IF NOT EXISTS checkpoints (
      stream TEXT NOT NULL, arn TEXT NOT NULL, shard TEXT NOT NULL, sequence TEXT,
      PRIMARY KEY (stream, arn)
    ) STRICT`);
  }

  read(stream: string, arn: string): Position | undefined {
    const row = this.#database
      .prepare('SELECT shard, sequence FROM checkpoints WHERE stream = ? AND arn = ?')
      .get(stream, arn) as { shard: string; sequence: string | null } | undefined;
    return row && { shard: row.shard, sequence: row.sequence ?? undefined };
  }

  write(stream: string, arn: string, { shard, sequence }: Position): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO checkpoints (stream, arn, shard, sequence) VALUES (?, ?, ?, ?)')
      .run(stream, arn, shard, sequence ?? null);
  }
}

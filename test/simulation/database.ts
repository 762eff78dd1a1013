import { tables } from '#contract/index.ts';
import { type TableName, tableNames } from '#contract/table-names.ts';
import type { Row } from '#test/memory-dynamodb/expressions.ts';
import { type Change, Tables } from '#test/memory-dynamodb/tables.ts';
import type { Agenda } from './agenda.ts';
import type { Faults } from './faults.ts';

/** What an index shows instead of a row, until so many writes have come through. */
type Behind = Map<string, { row: Row | undefined; writes: number }>;

/** The tables, whose indexes may show for a while what was before, each row by itself. */
export class Database extends Tables {
  /** Rows that an index does not show as they are: by table and key, what it shows instead. */
  readonly #shown: Map<TableName, Behind>;

  constructor(agenda: Agenda, faults: Faults, onChange: (change: Change) => void) {
    const shown = new Map<TableName, Behind>();
    super({
      onChange: (change) => {
        const lag = faults.indexLag();
        const behind: Behind = shown.get(change.table) ?? new Map();
        shown.set(change.table, behind);
        const known = behind.get(change.key);
        // A row that is behind stays so until the last of its writes has come through.
        if (lag > 0 || known) {
          const entry = known ?? { row: change.before, writes: 0 };
          entry.writes++;
          behind.set(change.key, entry);
          agenda.in(lag, () => {
            if (--entry.writes === 0) behind.delete(change.key);
          });
        }
        onChange(change);
      },
      shownByIndexes: (table) => this.#asShown(table),
    });
    this.#shown = shown;
  }

  /** Takes away what has outlived its time, as DynamoDB does within some days. */
  expire(nowMs: number): void {
    for (const name of tableNames) {
      const { timeToLive } = tables[name];
      if (!timeToLive) continue;
      for (const row of this.all(name)) if (Number(row[timeToLive]) * 1000 < nowMs) this.delete(name, row);
    }
  }

  #asShown(table: TableName): Row[] | undefined {
    const behind = this.#shown.get(table);
    if (!behind || behind.size === 0) return undefined;
    const rows = this.all(table).filter((row) => !behind.has(this.keyOf(table, row)));
    return [...rows, ...[...behind.values()].flatMap(({ row }) => (row ? [row] : []))];
  }
}

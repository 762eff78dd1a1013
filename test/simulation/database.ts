import { tables } from '#contract/index.ts';
import { type TableName, tableNames } from '#contract/table-names.ts';
import type { Row } from '#test/memory-dynamodb/expressions.ts';
import { type Change, Tables } from '#test/memory-dynamodb/tables.ts';
import type { Agenda } from './agenda.ts';
import type { Faults } from './faults.ts';

/** What an index shows instead of a row, until so many writes have come through. */
type Behind = Map<string, { row: Row | undefined; writes: number }>;

/** How long a transaction may be half to be seen, in milliseconds: nobody hears that it is done before that. */
export const COMMIT_MS = 4;

/** The last transaction: when it was, and the rows that it wrote. */
type Recent = { at: number; changes: Change[] };
/**
 * The tables, whose indexes may show for a while what was before, each row by itself, and whose queries may meet a
 * transaction half done: they are read-committed, and no more.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
export class Database extends Tables {
  /** Rows that an index does not show as they are: by table and key, what it shows instead. */
  readonly #shown: Map<TableName, Behind>;
  readonly #recent: Recent;
  readonly #agenda: Agenda;
  readonly #faults: Faults;

  constructor(agenda: Agenda, faults: Faults, onChange: (change: Change) => void) {
    const shown = new Map<TableName, Behind>();
    const recent: Recent = { at: 0, changes: [] };
    super({
      onChange: (change) => {
        recent.changes.push(change);
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
      metByQueries: (table) => this.#asMet(table),
    });
    this.#shown = shown;
    this.#recent = recent;
    this.#agenda = agenda;
    this.#faults = faults;
  }

  override transact(input: Parameters<Tables['transact']>[0]): object {
    Object.assign(this.#recent, { at: this.#agenda.now(), changes: [] });
    return super.transact(input);
  }

  /** The rows, some of the last transaction as they were before it; undefined where it is over. */
  #asMet(table: TableName): Row[] | undefined {
    const { at, changes } = this.#recent;
    if (this.#agenda.now() > at + COMMIT_MS || !this.#faults.strikes('query amid a transaction', 100))
      return undefined;
    const undone = changes.filter((change) => change.table === table && this.#faults.half());
    const keys = new Set(undone.map(({ key }) => key));
    const rows = this.all(table).filter((row) => !keys.has(this.keyOf(table, row)));
    return [...rows, ...undone.flatMap(({ before }) => (before ? [before] : []))];
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

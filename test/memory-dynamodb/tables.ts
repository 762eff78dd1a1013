import type {
  BatchGetCommand,
  GetCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { tables } from '#contract/index.ts';
import { type TableName, tableNames } from '#contract/table-names.ts';
import { cancelled, conditionFailed } from './errors.ts';
import { changeRow, type Expressions, holds, type Row } from './expressions.ts';
import { queried, scanned } from './queries.ts';

export type Item = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type Part = Expressions & { TableName?: string; ReturnValuesOnConditionCheckFailure?: string };
/** A row that was written: as it was before and as it is now. */
export type Change = { table: TableName; key: string; before: Row | undefined; after: Row | undefined };
export type Use = { table: TableName; access: 'read' | 'write' };

type Watch = {
  /** Told of each row that is written. */
  onChange?: (change: Change) => void;
  /** What the indexes of a table show; without it, what the table holds. */
  shownByIndexes?: (table: TableName) => readonly Row[] | undefined;
  /** What a query of a table itself meets; without it, what the table holds. */
  metByQueries?: (table: TableName) => readonly Row[] | undefined;
};

/** As `physicalName` of the store has it where this double stands in. */
export const PREFIX = 'test-';

/**
 * The tables in memory: keys and indexes as the contract declares them, and exactly the expressions that the store uses;
 * any other is an error. Each call is done at once, as a whole or not at all.
 */
export class Tables {
  readonly #rows = new Map<TableName, Map<string, Row>>(tableNames.map((name) => [name, new Map()]));
  readonly #watch: Watch;

  constructor(watch: Watch = {}) {
    this.#watch = watch;
  }

  all(table: TableName): Row[] {
    return [...this.#table(table).values()];
  }

  put(table: TableName, row: Row): void {
    this.#set(table, this.keyOf(table, row), plain(row));
  }

  delete(table: TableName, key: Row): void {
    this.#set(table, this.keyOf(table, key), undefined);
  }

  /** Carries out one write, whatever its condition. */
  apply({ Put, Update, Delete }: Item): void {
    if (Put) this.put(logical(Put.TableName), Put.Item ?? {});
    if (Delete) this.delete(logical(Delete.TableName), Delete.Key ?? {});
    if (Update) {
      const table = logical(Update.TableName);
      const row = { ...(this.#table(table).get(this.keyOf(table, Update.Key ?? {})) ?? Update.Key) };
      changeRow(row, Update.UpdateExpression ?? '', Update);
      this.put(table, row);
    }
  }

  keyOf(table: TableName, row: Row): string {
    const { partitionKey, sortKey } = tables[table];
    return JSON.stringify([row[partitionKey], sortKey ? row[sortKey] : null]);
  }

  get({ TableName, Key = {} }: GetCommand['input']): { Item?: Row } {
    const table = logical(TableName);
    const row = this.#table(table).get(this.keyOf(table, Key));
    return row ? { Item: plain(row) } : {};
  }

  batchGet({ RequestItems = {} }: BatchGetCommand['input']): { Responses: Record<string, Row[]> } {
    const found = ([physical, { Keys = [] }]: [string, { Keys?: Row[] | undefined }]): [string, Row[]] => {
      const table = logical(physical);
      const rows = Keys.map((key) => this.#table(table).get(this.keyOf(table, key)));
      return [physical, rows.filter((row) => row !== undefined)];
    };
    return { Responses: plain(Object.fromEntries(Object.entries(RequestItems).map(found))) };
  }

  write(item: Pick<Item, 'Put' | 'Delete'>): object {
    const { Put, Delete } = item;
    const table = logical(partOf(item).TableName);
    const row = this.#table(table).get(this.keyOf(table, Put?.Item ?? Delete?.Key ?? {}));
    if (!holds(partOf(item), row)) throw conditionFailed();
    this.apply(item);
    return {};
  }

  query(input: QueryCommand['input']): { Count: number; Items?: Row[]; LastEvaluatedKey?: Row } {
    const table = logical(input.TableName);
    const { [table]: definition } = tables;
    const index = input.IndexName === undefined ? undefined : definition.indexes?.[input.IndexName];
    if (input.IndexName !== undefined && !index) throw new Error(`${table} has no index ${input.IndexName}`);
    const { shownByIndexes, metByQueries } = this.#watch;
    const rows = (index ? shownByIndexes : metByQueries)?.(table) ?? this.all(table);
    return plain(queried(definition, index, rows, input));
  }

  scan(input: ScanCommand['input']): { Count: number; Items?: Row[]; LastEvaluatedKey?: Row } {
    const table = logical(input.TableName);
    return plain(scanned(tables[table], this.all(table), input));
  }

  update(input: UpdateCommand['input']): object {
    const table = logical(input.TableName);
    const row = this.#table(table).get(this.keyOf(table, input.Key ?? {}));
    if (!holds(input, row)) throw conditionFailed();
    this.apply({ Update: input as NonNullable<Item['Update']> });
    return {};
  }

  transact({ TransactItems = [] }: TransactWriteCommand['input']): object {
    const parts = TransactItems.map((item) => {
      const part = partOf(item);
      const table = logical(part.TableName);
      return { table, part, key: this.keyOf(table, item.Put?.Item ?? (part as { Key: Row }).Key) };
    });
    if (TransactItems.length > 100) throw new Error('ValidationException: more than 100 items');
    if (new Set(parts.map(({ table, key }) => table + key)).size < parts.length) {
      throw new Error('ValidationException: multiple operations on one item');
    }
    const reasons = parts.map(({ table, key, part }) => {
      const row = this.#table(table).get(key);
      if (holds(part, row)) return 'None';
      const wanted = part.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
      return { Code: 'ConditionalCheckFailed', ...(wanted && row && { Item: row }) };
    });
    if (reasons.some((reason) => reason !== 'None')) throw cancelled(reasons);
    for (const item of TransactItems) this.apply(item);
    return {};
  }

  #table(name: TableName): Map<string, Row> {
    const table = this.#rows.get(name);
    if (!table) throw new Error(`no table ${name}`);
    return table;
  }

  #set(table: TableName, key: string, after: Row | undefined): void {
    const rows = this.#table(table);
    const before = rows.get(key);
    if (after) rows.set(key, after);
    else rows.delete(key);
    this.#watch.onChange?.({ table, key, before, after });
  }
}

const partOf = (item: Item): Part =>
  (item.Put ?? item.Update ?? item.Delete ?? item.ConditionCheck ?? {}) as Part;

/** Which tables a call touches, and how. */
export function usesOf(
  input: { TableName?: string; TransactItems?: Item[]; RequestItems?: object },
  access: Use['access'],
): Use[] {
  if (input.RequestItems) {
    return Object.keys(input.RequestItems).map((physical) => ({ table: logical(physical), access }));
  }
  if (!input.TransactItems) return [{ table: logical(input.TableName), access }];
  return input.TransactItems.map((item) => ({
    table: logical(partOf(item).TableName),
    access: item.ConditionCheck ? 'read' : 'write',
  }));
}

export const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function logical(physical = ''): TableName {
  const name = tableNames.find((table) => physical === `${PREFIX}${table}`);
  if (!name) throw new Error(`no table ${physical}`);
  return name;
}

import { DynamoDBServiceException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type AwsStub, mockClient } from 'aws-sdk-client-mock';
import { functions, tables, variablesOf } from '#contract/index.ts';
import { type TableName, tableNames, tableVariable } from '#contract/table-names.ts';
import type { FunctionName } from '#contract/types.ts';
import { documents } from '#store/dynamodb/client.ts';

export type Row = Record<string, unknown>;
type Item = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type Expressions = {
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, unknown> | undefined;
};
export type Call = {
  command: 'Get' | 'Query' | 'Update' | 'TransactWrite';
  tables: TableName[];
  input: object;
};

/** What DynamoDB answers when it is too busy, after the SDK has given up trying again. */
export const throttled = () =>
  new DynamoDBServiceException({
    name: 'ThrottlingException',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
    message: 'Throughput exceeds the current capacity of your table',
  });

/** A transaction that was cancelled for these reasons, one per write. */
export const cancelled = (codes: (string | { Code: string; Item?: Row })[]) =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: {},
    CancellationReasons: codes.map((code) =>
      typeof code === 'string'
        ? { Code: code }
        : { Code: code.Code, ...(code.Item && { Item: marshall(code.Item) }) },
    ),
  });

/**
 * The tables in memory, behind the mocked document client: keys and indexes as the contract declares them, and exactly
 * the expressions that the store uses; any other is an error. It keeps a function to its grants, and fails on demand.
 */
export class MemoryTables {
  readonly calls: Call[] = [];
  readonly #rows = new Map<TableName, Map<string, Row>>(tableNames.map((name) => [name, new Map()]));
  readonly #faults: { when: (call: Call) => boolean; error: () => Error; times: number }[] = [];
  readonly #lagging = new Map<TableName, Row[]>();
  #acting: FunctionName | undefined;

  readonly stub: AwsStub<object, { $metadata: object }, object>;

  constructor() {
    const stub = mockClient(documents);
    stub.on(GetCommand).callsFake((input) => this.#get(input));
    stub.on(QueryCommand).callsFake((input) => this.#query(input));
    stub.on(UpdateCommand).callsFake((input) => this.#update(input));
    stub.on(TransactWriteCommand).callsFake((input) => this.#transact(input));
    this.stub = stub as unknown as AwsStub<object, { $metadata: object }, object>;
    this.actAs(undefined);
  }

  /** Gives this process exactly the tables of a function; without one, all of them. */
  actAs(name: FunctionName | undefined): void {
    this.#acting = name;
    const given = name ? variablesOf(name) : tableNames.map(tableVariable);
    for (const table of tableNames) {
      if (given.includes(tableVariable(table))) process.env[tableVariable(table)] = `test-${table}`;
      else delete process.env[tableVariable(table)];
    }
  }

  put(table: TableName, ...rows: Row[]): this {
    for (const row of rows) this.#table(table).set(this.#keyOf(table, row), plain(row));
    return this;
  }

  remove(table: TableName, row: Row): this {
    this.#table(table).delete(this.#keyOf(table, row));
    return this;
  }

  /** Carries out writes of the store, as if they had been committed before. */
  given(...writes: { item: Item }[]): this {
    for (const { item } of writes) this.#apply(item);
    return this;
  }

  all(table: TableName): Row[] {
    return [...this.#table(table).values()];
  }

  get writes(): Call[] {
    return this.calls.filter(({ command }) => command === 'Update' || command === 'TransactWrite');
  }

  /** Everything but the answers that are kept for retries: what really changed. */
  snapshot(): string {
    const rest = tableNames.filter((name) => name !== 'idempotency');
    return JSON.stringify(rest.map((name) => this.all(name)));
  }

  /** The next calls that match fail instead of doing anything. */
  fail(error: () => Error, when: (call: Call) => boolean = () => true, times = 1): this {
    this.#faults.push({ when, error, times });
    return this;
  }

  /** From now on the indexes of a table go on showing what it holds at this moment. */
  lagBehind(table: TableName): this {
    this.#lagging.set(table, plain(this.all(table)));
    return this;
  }

  #table(name: TableName): Map<string, Row> {
    const table = this.#rows.get(name);
    if (!table) throw new Error(`no table ${name}`);
    return table;
  }

  #keyOf(table: TableName, row: Row): string {
    const { partitionKey, sortKey } = tables[table];
    return JSON.stringify([row[partitionKey], sortKey ? row[sortKey] : null]);
  }

  /** Notes the call, refuses what was not granted, and fails when it was asked to. */
  #admit(
    command: Call['command'],
    input: object,
    uses: { table: TableName; access: 'read' | 'write' }[],
  ): void {
    const call: Call = { command, tables: uses.map(({ table }) => table), input };
    this.calls.push(call);
    for (const { table, access } of uses) {
      const granted = this.#acting && (functions[this.#acting].tables[table] ?? 'nothing');
      if (granted && granted !== 'read-write' && granted !== access) {
        throw new Error(`AccessDenied: ${this.#acting} may not ${access} ${table}`);
      }
    }
    const fault = this.#faults.find(({ when, times }) => times > 0 && when(call));
    if (fault) {
      fault.times--;
      throw fault.error();
    }
  }

  #get({ TableName = '', Key = {} }: GetCommand['input']) {
    const table = logical(TableName);
    this.#admit('Get', Key, [{ table, access: 'read' }]);
    const row = this.#table(table).get(this.#keyOf(table, Key));
    return row ? { Item: plain(row) } : {};
  }

  #query(input: QueryCommand['input']) {
    const table = logical(input.TableName ?? '');
    this.#admit('Query', input, [{ table, access: 'read' }]);
    const definition = tables[table];
    const index = input.IndexName ? definition.indexes?.[input.IndexName] : definition;
    if (!index) throw new Error(`${table} has no index ${input.IndexName}`);
    const { partitionKey, sortKey } = index;
    const names = input.ExpressionAttributeNames ?? {};
    const values = input.ExpressionAttributeValues ?? {};
    const [, pk = '', pv = '', rest = ''] =
      /^(#\w+) = (:\w+)(?: AND (.+))?$/.exec(input.KeyConditionExpression ?? '') ?? [];
    if (names[pk] !== partitionKey) throw new Error(`${table}: ${names[pk]} is not the partition key`);
    const within = sortTest(rest, names, values, sortKey);
    const key = (row: Row) => String(row[sortKey ?? partitionKey]);
    const rows = (input.IndexName && this.#lagging.get(table)) || this.all(table);
    const found = rows
      .filter((row) => row[partitionKey] === values[pv] && (!sortKey || row[sortKey] !== undefined))
      .filter((row) => within(key(row)))
      .sort((a, b) => (key(a) < key(b) ? -1 : 1));
    if (input.ScanIndexForward === false) found.reverse();
    const start = input.ExclusiveStartKey;
    const from = start ? found.findIndex((row) => key(row) === key(start)) + 1 : 0;
    const items = found.slice(from, from + (input.Limit ?? 1000));
    const last = items.at(-1);
    // DynamoDB stops at the limit and does not look whether anything follows: a full page always has a key to go on from.
    const more = last && items.length === input.Limit;
    const keyNames = [partitionKey, sortKey, definition.partitionKey, definition.sortKey].filter((n) => n);
    return {
      Count: items.length,
      ...(input.Select !== 'COUNT' && { Items: plain(items) }),
      ...(more && {
        LastEvaluatedKey: Object.fromEntries(keyNames.map((name) => [name, last[name as string]])),
      }),
    };
  }

  #update(input: UpdateCommand['input']) {
    const table = logical(input.TableName ?? '');
    this.#admit('Update', input, [{ table, access: 'write' }]);
    const row = this.#table(table).get(this.#keyOf(table, input.Key ?? {}));
    if (!holds(input, row)) {
      throw Object.assign(new Error('The conditional request failed'), {
        name: 'ConditionalCheckFailedException',
      });
    }
    this.#apply({ Update: input as NonNullable<Item['Update']> });
    return {};
  }

  #transact({ TransactItems = [] }: TransactWriteCommand['input']) {
    const parts = TransactItems.map((item) => {
      const part = item.Put ?? item.Update ?? item.Delete ?? item.ConditionCheck;
      const table = logical(part?.TableName ?? '');
      const key = this.#keyOf(table, item.Put?.Item ?? (part as { Key: Row }).Key);
      return { item, table, key, part };
    });
    this.#admit(
      'TransactWrite',
      TransactItems,
      parts.map(({ item, table }) => ({ table, access: item.ConditionCheck ? 'read' : 'write' })),
    );
    if (TransactItems.length > 100) throw new Error('ValidationException: more than 100 items');
    if (new Set(parts.map(({ table, key }) => table + key)).size < parts.length) {
      throw new Error('ValidationException: multiple operations on one item');
    }
    const reasons = parts.map(({ table, key, part }) => {
      const row = this.#table(table).get(key);
      if (holds(part as Expressions, row)) return 'None';
      const wanted = (part as { ReturnValuesOnConditionCheckFailure?: string })
        .ReturnValuesOnConditionCheckFailure;
      return { Code: 'ConditionalCheckFailed', ...(wanted === 'ALL_OLD' && row && { Item: row }) };
    });
    if (reasons.some((reason) => reason !== 'None')) throw cancelled(reasons);
    for (const { item } of parts) this.#apply(item);
    return {};
  }

  #apply({ Put, Update, Delete }: Item): void {
    if (Put) this.put(logical(Put.TableName ?? ''), Put.Item ?? {});
    if (Delete) {
      const table = logical(Delete.TableName ?? '');
      this.#table(table).delete(this.#keyOf(table, Delete.Key ?? {}));
    }
    if (Update) {
      const table = logical(Update.TableName ?? '');
      const key = this.#keyOf(table, Update.Key ?? {});
      const row = { ...(this.#table(table).get(key) ?? Update.Key) };
      changeRow(row, Update.UpdateExpression ?? '', Update);
      this.#table(table).set(key, plain(row));
    }
  }
}

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function logical(physical: string): TableName {
  const name = tableNames.find((table) => physical === `test-${table}`);
  if (!name) throw new Error(`no table ${physical}`);
  return name;
}

function holds({ ConditionExpression, ...given }: Expressions, row: Row | undefined): boolean {
  if (!ConditionExpression) return true;
  const value = (name: string) => row?.[given.ExpressionAttributeNames?.[name] ?? name];
  return ConditionExpression.split(' OR ').some((part) => {
    const exists = /^attribute_(not_)?exists\((#?\w+)\)$/.exec(part);
    if (exists) return (value(exists[2] ?? '') === undefined) === Boolean(exists[1]);
    const equals = /^(#?\w+) = (:\w+)$/.exec(part);
    if (equals) return value(equals[1] ?? '') === given.ExpressionAttributeValues?.[equals[2] ?? ''];
    throw new Error(`unknown condition ${part}`);
  });
}

function sortTest(
  expression: string,
  names: Record<string, string>,
  values: Record<string, unknown>,
  sortKey: string | undefined,
): (key: string) => boolean {
  if (!expression) return () => true;
  const [, name = ''] = /(#\w+)/.exec(expression) ?? [];
  if (names[name] !== sortKey) throw new Error(`${names[name]} is not the sort key`);
  const value = (placeholder: string | undefined) => String(values[placeholder ?? '']);
  const begins = /^begins_with\(#\w+, (:\w+)\)$/.exec(expression);
  if (begins) return (key) => key.startsWith(value(begins[1]));
  const between = /^#\w+ BETWEEN (:\w+) AND (:\w+)$/.exec(expression);
  if (between) return (key) => key >= value(between[1]) && key <= value(between[2]);
  const compared = /^#\w+ (<=|>=|<) (:\w+)$/.exec(expression);
  if (!compared) throw new Error(`unknown key condition ${expression}`);
  const limit = value(compared[2]);
  return {
    '<': (key: string) => key < limit,
    '<=': (key: string) => key <= limit,
    '>=': (key: string) => key >= limit,
  }[compared[1] as '<' | '<=' | '>='];
}

function changeRow(row: Row, expression: string, given: Expressions): void {
  const name = (raw: string) => given.ExpressionAttributeNames?.[raw] ?? raw;
  const value = (raw: string) => given.ExpressionAttributeValues?.[raw];
  for (const [, verb, list = ''] of expression.matchAll(/(SET|REMOVE) (.+?)(?=$| SET | REMOVE )/g)) {
    for (const part of list.split(/, (?![^(]*\))/)) {
      if (verb === 'REMOVE') {
        delete row[name(part)];
        continue;
      }
      const [left = '', right = ''] = part.split(' = ');
      const otherwise = /^if_not_exists\((#?\w+), (:\w+)\)$/.exec(right);
      const present = otherwise && row[name(otherwise[1] ?? '')];
      row[name(left)] = otherwise ? (present ?? value(otherwise[2] ?? '')) : value(right);
    }
  }
}

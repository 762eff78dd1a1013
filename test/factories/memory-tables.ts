import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type AwsStub, mockClient } from 'aws-sdk-client-mock';
import { functions, variablesOf } from '#contract/index.ts';
import { type TableName, tableNames, tableVariable } from '#contract/table-names.ts';
import type { FunctionName } from '#contract/types.ts';
import { documents } from '#store/dynamodb/client.ts';
import type { Row } from '#test/memory-dynamodb/expressions.ts';
import { type Item, PREFIX, plain, Tables, type Use, usesOf } from '#test/memory-dynamodb/tables.ts';

export { cancelled, throttled } from '#test/memory-dynamodb/errors.ts';
export type { Row };
export type Call = {
  command: 'Get' | 'BatchGet' | 'Query' | 'Scan' | 'Update' | 'Put' | 'Delete' | 'TransactWrite';
  tables: TableName[];
  input: object;
};

/**
 * The tables in memory behind the mocked document client. It keeps a function to its grants, and fails on demand.
 */
export class MemoryTables {
  readonly calls: Call[] = [];
  readonly #tables = new Tables({ shownByIndexes: (table) => this.#lagging.get(table) });
  readonly #faults: { when: (call: Call) => boolean; error: () => Error; times: number }[] = [];
  readonly #unseen: { row: (row: Row) => boolean; times: number }[] = [];
  readonly #lagging = new Map<TableName, Row[]>();
  #acting: FunctionName | undefined;

  readonly stub: AwsStub<object, { $metadata: object }, object>;

  constructor() {
    const stub = mockClient(documents);
    stub.on(GetCommand).callsFake((input) => {
      this.#admit('Get', input.Key ?? {}, usesOf(input, 'read'));
      return this.#tables.get(input);
    });
    stub.on(QueryCommand).callsFake((input) => {
      this.#admit('Query', input, usesOf(input, 'read'));
      return this.#asSeen(this.#tables.query(input));
    });
    stub.on(ScanCommand).callsFake((input) => {
      this.#admit('Scan', input, usesOf(input, 'read'));
      return this.#tables.scan(input);
    });
    stub.on(BatchGetCommand).callsFake((input) => {
      this.#admit('BatchGet', input, usesOf(input, 'read'));
      return this.#tables.batchGet(input);
    });
    stub.on(PutCommand).callsFake((input) => {
      this.#admit('Put', input, usesOf(input, 'write'));
      return this.#tables.write({ Put: input });
    });
    stub.on(DeleteCommand).callsFake((input) => {
      this.#admit('Delete', input, usesOf(input, 'write'));
      return this.#tables.write({ Delete: input });
    });
    stub.on(UpdateCommand).callsFake((input) => {
      this.#admit('Update', input, usesOf(input, 'write'));
      return this.#tables.update(input);
    });
    stub.on(TransactWriteCommand).callsFake((input) => {
      this.#admit('TransactWrite', input.TransactItems ?? [], usesOf(input, 'write'));
      return this.#tables.transact(input);
    });
    this.stub = stub as unknown as AwsStub<object, { $metadata: object }, object>;
    this.actAs(undefined);
  }

  /** Gives this process exactly the tables of a function; without one, all of them. */
  actAs(name: FunctionName | undefined): void {
    this.#acting = name;
    const given = name ? variablesOf(name) : tableNames.map(tableVariable);
    for (const table of tableNames) {
      if (given.includes(tableVariable(table))) process.env[tableVariable(table)] = `${PREFIX}${table}`;
      else delete process.env[tableVariable(table)];
    }
  }

  put(table: TableName, ...rows: Row[]): this {
    for (const row of rows) this.#tables.put(table, row);
    return this;
  }

  remove(table: TableName, row: Row): this {
    this.#tables.delete(table, row);
    return this;
  }

  /** Carries out writes of the store, as if they had been committed before. */
  given(...writes: { item: Item }[]): this {
    for (const { item } of writes) this.#tables.apply(item);
    return this;
  }

  all(table: TableName): Row[] {
    return this.#tables.all(table);
  }

  get writes(): Call[] {
    return this.calls.filter(({ command }) => !['Get', 'BatchGet', 'Query', 'Scan'].includes(command));
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

  /** Somebody does something right before the next such call. */
  beforeNext(command: Call['command'], table: TableName, act: () => void): this {
    let done = false;
    const when = (call: Call): boolean => {
      if (done || call.command !== command || !call.tables.includes(table)) return false;
      done = true;
      act();
      return false;
    };
    this.#faults.push({ when, error: () => new Error('not a fault'), times: 1 });
    return this;
  }

  /** From now on the indexes of a table go on showing what it holds at this moment. */
  lagBehind(table: TableName): this {
    this.#lagging.set(table, plain(this.all(table)));
    return this;
  }

  /** The next queries do not see these rows yet: a query is no transaction, and may see half of one. */
  hide(row: (row: Row) => boolean, times = 1): this {
    this.#unseen.push({ row, times });
    return this;
  }

  #asSeen<Answer extends { Items?: Row[] }>(answer: Answer): Answer {
    const unseen = this.#unseen.find(({ times }) => times > 0);
    if (!unseen || !answer.Items) return answer;
    unseen.times--;
    return { ...answer, Items: answer.Items.filter((row) => !unseen.row(row)) };
  }

  /** Notes the call, refuses what was not granted, and fails when it was asked to. */
  #admit(command: Call['command'], input: object, uses: Use[]): void {
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
}

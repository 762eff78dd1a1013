import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from '#contract/types.ts';
import type { CallAwsJson } from '#local/aws-json.ts';
import { type Item, itemSize } from './item-size.ts';
import type { Usage } from './prices.ts';
import { keysOf, type Reading, readUnits, type Writing, writeUnits } from './units.ts';

/** What a call of the DynamoDB API costs. */
type Cost = Pick<Usage, 'requests' | 'writeUnits' | 'indexWriteUnits' | 'readUnits'>;

/** A call as it goes over the wire. */
export type Request = { operation: string; input: Record<string, unknown> };

type Tables = ReadonlyMap<string, TableDefinition>;
type Part = { TableName: string; Key?: Item; Item?: Item };
type Keyed = { table: string; key: Item; put?: Item };
type Answer = { Items?: Item[]; Item?: Item; Responses?: unknown };

/**
 * Counts what calls of DynamoDB cost, by the items themselves: it looks at them before and after each write, past the
 * client that is counted. Knows tables and indexes from the contract only, and refuses an operation whose cost it does
 * not know.
 */
export class RequestCounter {
  readonly #tables: Tables;
  readonly #call: CallAwsJson;
  /** Writes go one after the other, so that what was looked at is what is written to. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param call looks at items, past the client that is counted */
  constructor(call: CallAwsJson, tables: Tables) {
    this.#call = call;
    this.#tables = tables;
  }

  /** Sends a call and says what it cost, also when it failed. */
  async count<Result>(
    { operation, input }: Request,
    send: () => Promise<Result>,
    cost: (cost: Cost) => void,
  ): Promise<Result> {
    const reading = reads[operation];
    if (reading) {
      const found = await this.#call<Answer>(`DynamoDB_20120810.${operation}`, whole(input));
      cost({ requests: 1, writeUnits: 0, indexWriteUnits: 0, readUnits: reading(input, found) });
      return send();
    }
    const writing = this.#writesOf(operation, input);
    return this.#inTurn(async () => {
      const before = await this.#look(writing.parts);
      try {
        return await send();
      } finally {
        const after = await this.#look(writing.parts);
        cost({ requests: 1, readUnits: 0, ...this.#units(writing, before, after) });
      }
    });
  }

  #units({ parts, how }: Writes, before: Looked, after: Looked) {
    let [table, indexes] = [0, 0];
    for (const [at, { table: name, put }] of parts.entries()) {
      const [old, next] = [before[at], after[at]];
      const units = writeUnits(this.#definition(name), { before: old, after: next }, how);
      // A Put that was refused is charged as large as it would have been.
      const wanted = put
        ? writeUnits({ ...this.#definition(name), indexes: {} }, { before: old, after: put }, how)
        : units;
      table += Math.max(units.table, wanted.table);
      indexes += units.indexes;
    }
    return { writeUnits: table, indexWriteUnits: indexes };
  }

  #writesOf(operation: string, input: Record<string, unknown>): Writes {
    if (operation === 'TransactWriteItems') {
      const items = input.TransactItems as Record<string, Part>[];
      return { parts: items.map((item) => this.#keyed(Object.values(item)[0])), how: 'in a transaction' };
    }
    if (operation === 'BatchWriteItem') {
      const tables = Object.entries(input.RequestItems as Record<string, Record<string, object>[]>);
      const parts = tables.flatMap(([TableName, items]) =>
        items.map((item) => this.#keyed({ TableName, ...Object.values(item)[0] })),
      );
      return { parts, how: 'alone' };
    }
    if (!['PutItem', 'UpdateItem', 'DeleteItem'].includes(operation))
      throw new Error(`What ${operation} costs is not counted yet.`);
    return { parts: [this.#keyed(input as Part)], how: 'alone' };
  }

  #keyed(part: Part | undefined): Keyed {
    const { TableName: table = '', Key, Item: put } = part ?? {};
    const keys = keysOf(this.#definition(table));
    const from = Key ?? put ?? {};
    const key = Object.fromEntries(keys.map((name) => [name, from[name] as AttributeValue]));
    return { table, key, ...(put && { put }) };
  }

  #definition(table: string): TableDefinition {
    const definition = this.#tables.get(table);
    if (!definition) throw new Error(`The contract has no table ${table}.`);
    return definition;
  }

  #look(parts: readonly Keyed[]): Promise<Looked> {
    return Promise.all(
      parts.map(async ({ table, key }) => {
        const wanted = { TableName: table, Key: key, ConsistentRead: true };
        return (await this.#call<Answer>('DynamoDB_20120810.GetItem', wanted)).Item;
      }),
    );
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}

type Writes = { parts: readonly Keyed[]; how: Writing };
type Looked = readonly (Item | undefined)[];
type Input = Record<string, unknown>;

/** What is filtered away, left out or only counted is charged as well. */
const whole = ({ FilterExpression, ProjectionExpression, Select, ...rest }: Input): Input =>
  FilterExpression || ProjectionExpression || Select ? withUsedNames(rest) : rest;

/** Names and values that only what was left out has used would be refused, and so would be none at all. */
function withUsedNames(input: Input): Input {
  const expression = String(input.KeyConditionExpression ?? '');
  const used = (field: string) => {
    const named = Object.entries((input[field] ?? {}) as object).filter(([name]) =>
      new RegExp(`${name}\\b`).test(expression),
    );
    return named.length > 0 && { [field]: Object.fromEntries(named) };
  };
  const { ExpressionAttributeNames, ExpressionAttributeValues, ...rest } = input;
  return { ...rest, ...used('ExpressionAttributeNames'), ...used('ExpressionAttributeValues') };
}

const consistency = (input: Input): Reading => (input.ConsistentRead ? 'strong' : 'eventual');
const sizeOf = (item: Item | undefined): number => (item ? itemSize(item) : 0);
const total = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);

/** The read units of each operation that only reads, given what it finds. */
const reads: Readonly<Record<string, (input: Input, found: Answer) => number>> = {
  GetItem: (input, { Item: item }) => readUnits(sizeOf(item), consistency(input)),
  Query: (input, { Items = [] }) => readUnits(total(Items.map(itemSize)), consistency(input)),
  BatchGetItem: ({ RequestItems }, { Responses }) =>
    total(
      Object.entries(RequestItems as Record<string, { Keys: unknown[]; ConsistentRead?: boolean }>).map(
        ([table, asked]) => {
          const found = (Responses as Record<string, Item[]>)[table] ?? [];
          const missing = new Array<undefined>(asked.Keys.length - found.length).fill(undefined);
          return total([...found, ...missing].map((item) => readUnits(sizeOf(item), consistency(asked))));
        },
      ),
    ),
  TransactGetItems: (_, { Responses }) =>
    total((Responses as { Item?: Item }[]).map(({ Item: item }) => readUnits(sizeOf(item), 'transactional'))),
};

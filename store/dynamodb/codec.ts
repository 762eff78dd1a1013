import type * as z from 'zod';
import type { TableName } from '#contract/table-names.ts';

/** An item as it is stored: the value, the keys of its table and indexes, and the version of its schema in `v`. */
export type Row = Record<string, unknown>;

/**
 * Makes a row of one version what the next version calls it. Keys need not be touched: writing makes them anew. It is
 * also given what an index holds of a row, and must not fall over what is not projected there.
 */
type Upcast = (row: Row) => Row;

/** How one kind of item is stored and read. Everything that is stored goes through one of these. */
export type Codec<T> = {
  /** For logs, golden rows and progress: `appointments/head`. */
  readonly name: string;
  readonly table: TableName;
  readonly schema: z.ZodType<T>;
  /** Counts from 1; one more than there are upcasts. */
  readonly version: number;
  /** Whether a stored item is of this kind; a table may hold several. */
  readonly holds: (row: Row) => boolean;
  /** The item of a value, stamped with today's version. */
  readonly encode: (value: T) => Row;
  /** The value of an item of any version. @throws UnreadableRow */
  readonly decode: (row: Row) => T;
  /** What an index holds of it, read as the schema of its summary. @throws UnreadableRow */
  readonly summary: <S>(schema: z.ZodType<S>) => Reads<S>;
};

/** A codec whose values only itself knows. */
export type AnyCodec = Omit<Codec<unknown>, 'encode'> & { readonly encode: (value: never) => Row };

/** What can be read, without being written: a kind of item, or what an index holds of it. */
export type Reads<T> = Pick<Codec<T>, 'name' | 'table' | 'decode'>;

type Definition<T> = {
  name: string;
  table: TableName;
  schema: z.ZodType<T>;
  /** The attributes beside the value: keys of the table and of its indexes. */
  keys?: (value: T) => Row;
  /** The nth makes version n what version n + 1 says. Never change one that rows may have been written before. */
  upcasts?: readonly Upcast[];
  holds?: (row: Row) => boolean;
};

/** What is stored cannot be read: of a later version than this code knows, or not what its version says. */
export class UnreadableRow extends Error {
  override readonly name = 'UnreadableRow';
}

export function codec<T>({
  name,
  table,
  schema,
  keys = () => ({}),
  upcasts = [],
  holds = () => true,
}: Definition<T>): Codec<T> {
  const version = upcasts.length + 1;
  return {
    name,
    table,
    schema,
    version,
    holds,
    encode: (value) => ({ ...(value as Row), ...keys(value), v: version }),
    decode: (row) => decodeAs(schema, row),
    summary: (summary) => ({ name, table, decode: (row) => decodeAs(summary, row) }),
  };

  function decodeAs<S>(as: z.ZodType<S>, row: Row): S {
    const { v } = row;
    if (typeof v !== 'number' || !Number.isInteger(v) || v < 1 || v > version)
      throw new UnreadableRow(`${name}: version ${String(v)} is not one of 1 to ${version}`);
    const today = upcasts.slice(v - 1).reduce((old, upcast) => upcast(old), row);
    const parsed = as.safeParse(today);
    if (parsed.success) return parsed.data;
    const where = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))];
    throw new UnreadableRow(`${name}: version ${v} cannot be read at ${where.join(', ')}`);
  }
}

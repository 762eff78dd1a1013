import type { DatabaseSync } from 'node:sqlite';
import type { TableDefinition } from '#contract/index.ts';
import type { TableName } from '#contract/table-names.ts';
import type { Checkpoint, Progress } from '#store/dynamodb/backfill.ts';
import type { AnyCodec } from '#store/dynamodb/codec.ts';
import { type Contract, namesOf } from './contract.ts';
import { readSetting, writeSetting } from './journal.ts';
import type { Log } from './log.ts';

/**
 * What decides how rows of a table are written: the kinds that it holds with their versions, and its indexes, whose keys
 * stand in the rows.
 */
export const fingerprint = (
  table: TableName,
  { indexes = {} }: Pick<TableDefinition, 'indexes'>,
  codecs: readonly Pick<AnyCodec, 'name' | 'table' | 'version'>[],
): string =>
  [
    ...codecs.filter((codec) => codec.table === table).map(({ name, version }) => `${name} v${version}`),
    ...Object.entries(indexes).map(([name, keys]) => `${name} ${keys.partitionKey} ${keys.sortKey}`),
  ]
    .toSorted()
    .join(', ');

/** A place for a text that outlives the process. */
type Note = { read(): string | undefined; write(text: string): void };

/** The place of a backfill. It holds for one fingerprint: what was rewritten for another must be read again. */
export function keptCheckpoint(of: string, note: Note): Checkpoint {
  return {
    load() {
      const text = note.read();
      const kept = text ? (JSON.parse(text) as { of: string; progress: Progress }) : undefined;
      return kept?.of === of ? kept.progress : undefined;
    },
    save: (progress) => note.write(JSON.stringify({ of, progress })),
    clear: () => note.write(''),
  };
}

/**
 * Brings the rows of a data folder up to date that an older version wrote, table by table; what is up to date costs
 * nothing. Called at each start when the tables are there, before anything reads them. A process that ends in between
 * goes on where it was.
 */
export async function rewriteOutdated(
  journal: DatabaseSync,
  tables: Contract['tables'],
  log: Log,
): Promise<void> {
  const [{ codecs }, { rewriteRows }] = await Promise.all([
    import('#store/codecs.ts'),
    import('#store/dynamodb/backfill.ts'),
  ]);
  const rewrite = async (table: TableName, today: string): Promise<void> => {
    const name = `backfill of ${table}`;
    const { after: _after, ...counts } = await rewriteRows(table, codecs, {
      checkpoint: keptCheckpoint(today, {
        read: () => readSetting(journal, name),
        write: (text) => writeSetting(journal, name, text),
      }),
    });
    writeSetting(journal, `rows of ${table}`, today);
    if (counts.read > 0) log('info', 'brought stored rows up to date 已更新存储的数据', { table, ...counts });
  };
  const outdated = namesOf(tables).flatMap((table) => {
    const today = fingerprint(table, tables[table] ?? {}, codecs);
    return readSetting(journal, `rows of ${table}`) === today ? [] : [rewrite(table, today)];
  });
  await Promise.all(outdated);
}

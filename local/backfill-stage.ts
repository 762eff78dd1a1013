import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tables } from '#contract/index.ts';
import { stageTableName, type TableName, tableNames, tableVariable } from '#contract/table-names.ts';
import type { Progress } from '#store/dynamodb/backfill.ts';
import { fingerprint, keptCheckpoint } from './backfill.ts';
import { StartFailure } from './failure.ts';

const usage = [
  'npm run backfill -- --stage STAGE [--table TABLE] [--dry-run]',
  `STAGE dev prod …   TABLE ${tableNames.join(' ')}`,
].join('\n');

type Options = {
  /** Where places are kept between runs. */
  readonly folder: string;
  readonly print: (line: string) => void;
};

/**
 * Rewrites what a stage has stored as this version writes it, table by table, with the credentials and the region of the
 * environment. It may be stopped and started again.
 * @returns how many rows nobody can read
 * @throws StartFailure for what whoever calls it can put right
 */
export async function backfillStage(args: string[], { folder, print }: Options): Promise<number> {
  const { stage, wanted, dryRun } = asked(args);
  for (const table of tableNames) process.env[tableVariable(table)] = stageTableName(stage, table);
  const [{ codecs }, { rewriteRows }] = await Promise.all([
    import('#store/codecs.ts'),
    import('#store/dynamodb/backfill.ts'),
  ]);
  let unreadable = 0;
  for (const table of wanted) {
    const checkpoint = keptCheckpoint(
      fingerprint(table, tables[table], codecs),
      fileIn(folder, stage, table),
    );
    const done = await rewriteRows(table, codecs, {
      ...(dryRun ? { dryRun } : { checkpoint }),
      onProgress: (progress) => print(lineOf(table, progress, dryRun)),
    });
    unreadable += done.gaps;
  }
  if (unreadable > 0)
    print(
      `${unreadable} 行无法读取，未作改动，逐行列在上方。 ${unreadable} rows cannot be read and were left as they are; each is named above.`,
    );
  return unreadable;
}

function asked(args: string[]): { stage: string; wanted: readonly TableName[]; dryRun: boolean } {
  const { stage, table, 'dry-run': dryRun = false } = parsed(args);
  if (!stage || !/^[a-z][a-z0-9-]*$/.test(stage))
    throw new StartFailure('请用 --stage 指定环境。', `Name the stage with --stage.\n${usage}`);
  const wanted = tableNames.filter((name) => table === undefined || name === table);
  if (wanted.length === 0)
    throw new StartFailure(`没有表 ${table}。`, `There is no table ${table}.\n${usage}`);
  return { stage, wanted, dryRun };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: { stage: { type: 'string' }, table: { type: 'string' }, 'dry-run': { type: 'boolean' } },
    }).values;
  } catch (cause) {
    throw new StartFailure('参数不正确。', `${(cause as Error).message}\n${usage}`, cause);
  }
}

function fileIn(folder: string, stage: string, table: TableName) {
  const file = join(folder, `${stage}-${table}.json`);
  return {
    read: () => {
      try {
        return readFileSync(file, 'utf8');
      } catch {
        return undefined;
      }
    },
    write: (text: string) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, text);
    },
  };
}

function lineOf(
  table: TableName,
  { after, read, written, overtaken, gaps }: Progress,
  dryRun: boolean,
): string {
  const zh = `${table}${after ? '' : ' 完成'}：已读 ${read} 行，${dryRun ? '需' : '已'}改写 ${written}，他人已改 ${overtaken}，无法读取 ${gaps}`;
  const en = `${after ? 'so far' : 'done'}: ${read} read, ${written} ${dryRun ? 'to be written' : 'written'}, ${overtaken} changed by others meanwhile, ${gaps} unreadable`;
  return `${zh}  ${en}`;
}

import type { TableDefinition } from '#contract/index.ts';
import type { CallAwsJson } from '#local/aws-json.ts';

/** Rows that are looked at in one call: a few milliseconds of the database. */
const PAGE = 500;
/** Rows that are removed in one transaction. */
const AT_ONCE = 25;

type Item = Record<string, unknown>;
type Page = { Items: Item[]; LastEvaluatedKey?: Item };

/**
 * Removes rows whose time to live has passed, as DynamoDB does by itself within days. The emulator would only do it when
 * told, and by the clock of the machine; the local clock may be weeks ahead.
 * A page at a time, in transactions of a few milliseconds, so that requests come in between.
 * @param stopping leaves off
 * @returns how many
 */
export async function removeExpired(
  call: CallAwsJson,
  table: { name: string; definition: TableDefinition },
  now: number,
  stopping: AbortSignal,
): Promise<number> {
  const { timeToLive, partitionKey, sortKey } = table.definition;
  if (!timeToLive) return 0;
  const keys = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])];
  const expired = {
    TableName: table.name,
    ExpressionAttributeValues: { ':now': { N: String(Math.floor(now / 1000)) } },
  };
  const names = Object.fromEntries(keys.map((key, index) => [`#k${index}`, key]));
  let removed = 0;
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await call<Page>('DynamoDB_20120810.Scan', {
      ...expired,
      FilterExpression: '#until < :now',
      ProjectionExpression: Object.keys(names).join(', '),
      ExpressionAttributeNames: { '#until': timeToLive, ...names },
      Limit: PAGE,
      ...(ExclusiveStartKey && { ExclusiveStartKey }),
    });
    for (let from = 0; from < page.Items.length && !stopping.aborted; from += AT_ONCE) {
      const rows = page.Items.slice(from, from + AT_ONCE);
      removed += await removeRows(
        call,
        rows.map((Key) => ({ ...expired, ...condition(timeToLive), Key })),
      );
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey && !stopping.aborted);
  return removed;
}

/** All in one transaction or, where one of them has been written again meanwhile, each on its own. @returns how many */
async function removeRows(call: CallAwsJson, rows: object[]): Promise<number> {
  try {
    const TransactItems = rows.map((Delete) => ({ Delete }));
    await call('DynamoDB_20120810.TransactWriteItems', { TransactItems });
    return rows.length;
  } catch (error) {
    if (!isNamed(error, 'TransactionCanceledException')) throw error;
  }
  let removed = 0;
  for (const row of rows) if (await removeRow(call, row)) removed += 1;
  return removed;
}

async function removeRow(call: CallAwsJson, row: object): Promise<boolean> {
  try {
    await call('DynamoDB_20120810.DeleteItem', row);
    return true;
  } catch (error) {
    if (isNamed(error, 'ConditionalCheckFailedException')) return false;
    throw error;
  }
}

const condition = (timeToLive: string) => ({
  ConditionExpression: '#until < :now',
  ExpressionAttributeNames: { '#until': timeToLive },
});

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

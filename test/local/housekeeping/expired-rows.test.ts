import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tables } from '#contract/index.ts';
import { awsJson, type CallAwsJson } from '#local/aws-json.ts';
import { type DynamoDb, startDynamoDb } from '#local/dynamodb/emulator.ts';
import { createTables } from '#local/dynamodb/tables.ts';
import { removeExpired } from '#local/housekeeping/expired-rows.ts';

const NOW = Date.parse('2026-12-24T08:30:00.500Z');
const SECOND = Math.floor(NOW / 1000);
const waits = { name: 'greenlane-waits', definition: tables.waits };
let dynamodb: DynamoDb;
let call: CallAwsJson;
beforeAll(async () => {
  dynamodb = await startDynamoDb(undefined, () => {});
  call = awsJson(dynamodb.endpoint);
});
afterAll(() => dynamodb.stop());
beforeEach(async () => {
  await call('DynamoDB_20120810.DeleteTable', { TableName: waits.name }).catch(() => {});
  await createTables(dynamodb.endpoint, { waits: tables.waits });
});

const put = (id: string, expiresAt?: object) =>
  call('DynamoDB_20120810.PutItem', {
    TableName: waits.name,
    Item: { appointmentId: { S: id }, tokenKey: { S: 'dispatch' }, ...(expiresAt && { expiresAt }) },
  });
const left = async () => {
  const page = await call<{ Items: { appointmentId: { S: string } }[] }>('DynamoDB_20120810.Scan', {
    TableName: waits.name,
  });
  return page.Items.map(({ appointmentId }) => appointmentId.S).sort();
};
const { signal } = new AbortController();

describe('rows past their time to live', () => {
  it('are removed by the clock that is handed in; all others stay', async () => {
    await put('past', { N: String(SECOND - 1) });
    await put('long-past', { N: '1' });
    await put('just-now', { N: String(SECOND) });
    await put('to-come', { N: String(SECOND + 1) });
    await put('for-ever');
    await put('no-number', { S: '1' });
    expect(await removeExpired(call, waits, NOW, signal)).toBe(2);
    expect(await left()).toEqual(['for-ever', 'just-now', 'no-number', 'to-come']);
  });

  it('are removed over several pages', async () => {
    for (let number = 0; number < 1200; number++) await put(`row-${number}`, { N: '1' });
    expect(await removeExpired(call, waits, NOW, signal)).toBe(1200);
    expect(await left()).toEqual([]);
  });

  it('stay when they were written again between the look and the removal', async () => {
    await put('again', { N: '1' });
    await put('past', { N: '1' });
    const meanwhile: CallAwsJson = async (target, input) => {
      if (target.endsWith('WriteItems')) await put('again', { N: String(SECOND + 60) });
      return call(target, input);
    };
    expect(await removeExpired(meanwhile, waits, NOW, signal)).toBe(1);
    expect(await left()).toEqual(['again']);
  });

  it('are left alone in a table without a time to live, and when it is time to stop', async () => {
    await put('past', { N: '1' });
    const { timeToLive: _, ...definition } = tables.waits;
    expect(await removeExpired(call, { ...waits, definition }, NOW, signal)).toBe(0);
    expect(await removeExpired(call, waits, NOW, AbortSignal.abort())).toBe(0);
    expect(await left()).toEqual(['past']);
  });
});

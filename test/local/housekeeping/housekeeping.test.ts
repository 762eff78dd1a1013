import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awsJson } from '#local/aws-json.ts';
import { MovableClock } from '#local/clock.ts';
import type { DeadLetter } from '#local/dead-letters.ts';
import { silentLog } from '#local/log.ts';
import { type System, startSystem } from '#local/system.ts';
import { thingTopology } from '#test/local/fixtures/contract.ts';
import { submit, tokenFor } from '#test/local/fixtures/requests.ts';

const START = Date.parse('2026-11-23T08:30:00Z');
const DAY = 86_400_000;
let dataFolder: string;
let system: System | undefined;
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'greenlane-housekeeping-'));
});
afterEach(async () => {
  await system?.stop();
  system = undefined;
  rmSync(dataFolder, { recursive: true, force: true });
});

async function start(at = START): Promise<System> {
  await system?.stop();
  system = await startSystem({
    dataFolder,
    contract: thingTopology,
    demonstration: false,
    clock: new MovableClock({ flowing: false, start: at }),
    log: silentLog,
  });
  return system;
}

function count(database: string, from: string): number {
  const file = new DatabaseSync(join(dataFolder, database), { readOnly: true });
  const row = file.prepare(`SELECT COUNT(*) AS n FROM ${from}`).get();
  file.close();
  return Number(row?.n);
}
const records = () => count('dynamodb.db', "_stream_records WHERE table_name = 'greenlane-outbox'");
const executions = () => count('executions.sqlite', 'executions');
const wait = (endpoint: string, appointmentId: string, expiresAt: number) =>
  awsJson(endpoint)('DynamoDB_20120810.PutItem', {
    TableName: 'greenlane-waits',
    Item: {
      appointmentId: { S: appointmentId },
      tokenKey: { S: 'dispatch' },
      expiresAt: { N: String(Math.floor(expiresAt / 1000)) },
    },
  });
const waits = () => count('dynamodb.db', '"greenlane-waits"');

describe('a data folder in use', () => {
  it('loses what was delivered, has expired or is long over, as the days go by', async () => {
    const { url, advance, settle, deadLetters, dynamodbEndpoint } = await start();
    await wait(dynamodbEndpoint, 'one', START + DAY / 2);
    const token = await tokenFor(url);
    for (const id of ['one', 'two', 'three']) await submit(url, token, id);
    await settle();
    await advance(5_000);
    const letter: DeadLetter = { function: 'relay', payload: {}, maximumRetries: 0, reason: '' };
    deadLetters.send('relay-dead', letter);
    expect({ records: records(), executions: executions(), waits: waits() }).toEqual({
      records: 3,
      executions: 3,
      waits: 1,
    });

    await advance(DAY);
    // The newest record gives the next one its number.
    expect(records()).toBe(1);
    expect(waits()).toBe(0);
    await advance(13 * DAY);
    expect(executions()).toBe(3);
    await advance(77 * DAY);
    expect(executions()).toBe(0);
    await system?.stop();
    system = undefined;
    expect(count('local.sqlite', "dead_letters WHERE queue = 'relay-dead'")).toBe(0);
  });

  it('is looked after at the start as well, by the local clock', async () => {
    const { dynamodbEndpoint, settle } = await start();
    await wait(dynamodbEndpoint, 'past', START + DAY);
    await wait(dynamodbEndpoint, 'to-come', START + 3 * DAY);
    await settle();
    expect(waits()).toBe(2);

    const { settle: settled } = await start(START + 2 * DAY);
    await settled();
    expect(waits()).toBe(1);
  });

  it('keeps what the stream has not delivered, and delivers it', async () => {
    const first = await start();
    const token = await tokenFor(first.url);
    await submit(first.url, token, 'done');
    await first.settle();
    // The relay fails at it and waits on the clock; what comes after it waits behind it.
    await submit(first.url, token, 'bad-1');
    await submit(first.url, token, 'behind');
    await first.settle();

    const second = await start();
    await second.settle();
    expect(records()).toBe(2);
    await second.advance(10_000);
    expect(second.deadLetters.list().find(({ name }) => name === 'relay-dead')?.messages).toHaveLength(1);
    expect(count('dynamodb.db', '"greenlane-certificates"')).toBe(2);
  });
});

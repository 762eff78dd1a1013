import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MovableClock } from '#local/clock.ts';
import { silentLog } from '#local/log.ts';
import { type System, startSystem } from '#local/system.ts';
import { client } from '#store/dynamodb/client.ts';
import { thingTopology } from '#test/local/fixtures/contract.ts';
import { submit, tokenFor } from './fixtures/requests.ts';

const HOUR = 3_600_000;
let system: System;
let token: string;
const invoked: string[] = [];

beforeAll(async () => {
  system = await startSystem({
    memory: true,
    contract: thingTopology,
    demonstration: false,
    clock: new MovableClock({ flowing: false, start: Date.parse('2026-11-23T08:30:00Z') }),
    log: silentLog,
    onInvoke: (name) => invoked.push(name),
  });
  token = await tokenFor(system.url);
});

afterAll(() => system?.stop());

const row = async (table: string, key: Record<string, string>) => {
  const Key = Object.fromEntries(Object.entries(key).map(([name, value]) => [name, { S: value }]));
  return (await client.send(new GetItemCommand({ TableName: `greenlane-${table}`, Key }))).Item;
};
const messagesIn = (queue: string) =>
  system.deadLetters.list().find(({ name }) => name === queue)?.messages ?? [];

describe('from a request to the end of an execution', () => {
  it('does everything that does not wait for time, then what does', async () => {
    const answer = await submit(system.url, token, 'one');
    expect(answer.status).toBe(202);

    await system.settle();
    expect((await row('appointments', { appointmentId: 'one', item: 'head' }))?.worked).toEqual({ N: '1' });
    expect(await row('certificates', { number: 'one' })).toBeUndefined();
    // A window ends when all else has come to rest, and the filter keeps back the other entry.
    expect(invoked).toEqual(['api-appointments', 'relay', 'close', 'dispatcher']);
    expect(await row('teams', { institution: 'waiting', id: 'one' })).toBeDefined();
    expect(await row('teams', { institution: 'parked', id: 'one' })).toBeUndefined();

    await system.advance(2_000);
    expect(await row('certificates', { number: 'one' })).toBeDefined();
  });

  it('buries what cannot be relayed and goes on with what comes after it', async () => {
    await submit(system.url, token, 'bad-1');
    await submit(system.url, token, 'two');
    await system.settle();
    expect(messagesIn('relay-dead')).toEqual([]);

    await system.advance(10_000);
    expect(messagesIn('relay-dead')).toMatchObject([{ function: 'relay' }]);
    expect(await row('certificates', { number: 'two' })).toBeDefined();
  });
});

describe('what a function was not granted', () => {
  it('is refused, retried and ends in the dead-letter queue', async () => {
    await system.advance(2 * HOUR);
    const [message] = messagesIn('schedules-dead');
    expect(message?.reason).toMatch(
      /^AccessDeniedException: .*greenlane-reconciler is not authorized to perform: dynamodb:PutItem on resource: .*table\/greenlane-queue /,
    );
    expect(await row('queue', { queue: 'mine', place: 'now' })).toBeUndefined();
  });
});

describe('the dead-letter queues over HTTP', () => {
  const post = (path: string) => fetch(`${system.url}${path}`, { method: 'POST' });

  it('are listed, tried again and purged', async () => {
    const listed = (await (await fetch(`${system.url}/local/dead-letters`)).json()) as { queues: object[] };
    expect(listed.queues).toHaveLength(4);
    const before = messagesIn('relay-dead').length;
    expect(await (await post('/local/dead-letters/relay-dead/redrive')).json()).toEqual({ redriven: before });
    await system.settle();
    expect(messagesIn('relay-dead')).toEqual([]);

    await system.advance(HOUR);
    expect(messagesIn('relay-dead')).toHaveLength(before);
    expect(await (await post('/local/dead-letters/relay-dead/purge')).json()).toEqual({ purged: before });
    expect((await post('/local/dead-letters/nobody/purge')).status).toBe(404);
  });
});

describe('the gateway', () => {
  it('asks for a token that verifies before it invokes anything', async () => {
    const answer = await submit(system.url, `${token}x`, 'three');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(await answer.json()).toMatchObject({
      code: 'Unauthenticated',
      detail: { zh: expect.any(String), en: expect.any(String) },
    });
    expect(await row('appointments', { appointmentId: 'three', item: 'head' })).toBeUndefined();
  });

  it('answers what no route is for with 404 and 405', async () => {
    expect((await fetch(`${system.url}/nothing`)).status).toBe(404);
    const other = await fetch(`${system.url}/things/one`, { method: 'DELETE' });
    expect(other.status).toBe(405);
    expect(other.headers.get('allow')).toBe('POST, GET');
  });

  it('answers HEAD with the headers of GET', async () => {
    const answer = await fetch(`${system.url}/things/one`, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(10);
    expect(await answer.text()).toBe('');
  });

  it('refuses more than 10 MB', async () => {
    const body = 'x'.repeat(10 * 1024 * 1024 + 1);
    expect((await fetch(`${system.url}/echo`, { method: 'POST', body })).status).toBe(413);
  });

  it('answers 500 when the function fails, without its words', async () => {
    const body = JSON.stringify({ say: 'error' });
    const answer = await fetch(`${system.url}/echo`, { method: 'POST', body });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toMatch('out of range');
  });
});

describe('the local endpoints', () => {
  it('publish the keys that verify tokens, and not the private one', async () => {
    const { keys } = (await (await fetch(`${system.url}/.well-known/jwks.json`)).json()) as {
      keys: object[];
    };
    expect(keys).toEqual([expect.objectContaining({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' })]);
    expect(keys[0]).not.toHaveProperty('d');
  });

  it('move the clock one request after the other', async () => {
    const move = (body: object) =>
      fetch(`${system.url}/local/clock`, { method: 'POST', body: JSON.stringify(body) });
    const before = system.clock.now();
    await Promise.all([move({ minutes: 5 }), move({ minutes: 10 })]);
    expect(system.clock.now()).toBe(before + 15 * 60_000);
    expect((await move({ weeks: 1 })).status).toBe(400);
    expect((await move({ hours: -1 })).status).toBe(400);
  });

  it('give nothing to another web page', async () => {
    const headers = { origin: 'http://elsewhere.example' };
    const body = JSON.stringify({ role: 'leader' });
    const answer = await fetch(`${system.url}/local/token`, { method: 'POST', headers, body });
    expect(answer.status).toBe(403);
  });
});

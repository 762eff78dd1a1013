import { describe, expect, it } from 'vitest';
import { routes } from '#contract/index.ts';
import type { RouteName } from '#contract/routes.ts';
import type { RouteDefinition } from '#contract/types.ts';
import { refuses } from '#test/factories/bad-input.ts';
import { type Call, request } from '#test/factories/requests.ts';
import { goodCalls, testBed } from '#test/factories/test-bed.ts';

const the = testBed();

const submit = goodCalls.submitAppointment.body as { lines: object[] };
const [line = {}] = submit.lines;
const withBody = (change: object): Partial<Call> => ({ body: { ...submit, ...change } });

describe('bad input of a request', () => {
  refuses(the, [
    ['a list for an object', 'submitAppointment', { body: [] }, '/'],
    ['no JSON', 'submitAppointment', { raw: '{"division":' }, '/'],
    ['no body', 'submitAppointment', { body: undefined }, undefined, 'UnsupportedMediaType', 415],
    [
      'a wrong content type',
      'submitAppointment',
      { headers: { 'content-type': 'text/plain' } },
      undefined,
      'UnsupportedMediaType',
      415,
    ],
    [
      'a body over 256 KB',
      'submitAppointment',
      withBody({ note: 'x'.repeat(256 * 1024) }),
      undefined,
      'PayloadTooLarge',
      413,
    ],
    [
      'one of three bytes a character',
      'submitAppointment',
      withBody({ note: '长'.repeat(90_000) }),
      undefined,
      'PayloadTooLarge',
      413,
    ],
    [
      'no Idempotency-Key',
      'submitAppointment',
      { key: null },
      'header:Idempotency-Key',
      'MissingIdempotencyKey',
      400,
    ],
    [
      'a short Idempotency-Key',
      'submitAppointment',
      { key: '1234567' },
      'header:Idempotency-Key',
      'MissingIdempotencyKey',
      400,
    ],
    [
      'a long Idempotency-Key',
      'submitAppointment',
      { key: 'k'.repeat(129) },
      'header:Idempotency-Key',
      'MissingIdempotencyKey',
      400,
    ],
    [
      'an Idempotency-Key with spaces',
      'submitAppointment',
      { key: 'key with space' },
      'header:Idempotency-Key',
      'MissingIdempotencyKey',
      400,
    ],
  ]);

  it('names every field that is wrong, not only the first', async () => {
    const body = { ...submit, mode: 'x', division: 'y', lines: [{ ...line, kind: 'z' }] };
    const { body: problem } = await request(the.memory, 'submitAppointment', {
      ...goodCalls.submitAppointment,
      body,
    });
    expect(problem.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
      '/division',
      '/lines/0/kind',
      '/mode',
    ]);
  });

  it('does not answer with more than it was sent', async () => {
    const body = Object.fromEntries(Array.from({ length: 15_000 }, (_, index) => [`field${index}`, 1]));
    const { body: problem } = await request(the.memory, 'submitAppointment', {
      ...goodCalls.submitAppointment,
      body,
    });
    expect(problem.errors).toHaveLength(50);
    const long = { [`x${'y'.repeat(200_000)}`]: 1 };
    const reply = await request(the.memory, 'submitAppointment', {
      ...goodCalls.submitAppointment,
      body: { ...submit, ...long },
    });
    expect(JSON.stringify(reply.body).length).toBeLessThan(3000);
  });

  it('is looked at only after who sent it', async () => {
    const { status } = await request(the.memory, 'submitAppointment', { raw: '{' });
    expect(status).toBe(401);
  });

  it('is asked for a key by every route that changes something, and by no other', async () => {
    for (const [name, { method, idempotent }] of Object.entries<RouteDefinition>(routes)) {
      if (name === 'quote') expect(idempotent).toBeUndefined();
      else expect(Boolean(idempotent), name).toBe(method !== 'GET');
      if (!idempotent) continue;
      const { status, body } = await request(the.memory, name as RouteName, {
        ...goodCalls[name as RouteName],
        key: null,
      });
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'MissingIdempotencyKey' });
    }
    expect(the.memory.writes).toEqual([]);
  });
});

describe('input as clients send it', () => {
  it('may be base64, as the gateway passes on what it takes for binary', async () => {
    expect(
      (await request(the.memory, 'submitAppointment', { ...goodCalls.submitAppointment, base64: true }))
        .status,
    ).toBe(202);
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON', 'application/merge-patch+json'])(
    'may be %s',
    async (type) => {
      const { status } = await request(the.memory, 'quote', {
        ...goodCalls.quote,
        headers: { 'content-type': type },
      });
      expect(status).toBe(200);
    },
  );

  it('may be as long as 256 KB exactly', async () => {
    const text = JSON.stringify(goodCalls.quote.body);
    const padded = (bytes: number) => ({
      ...goodCalls.quote,
      raw: text + ' '.repeat(bytes - Buffer.byteLength(text)),
    });
    expect((await request(the.memory, 'quote', padded(256 * 1024))).status).toBe(200);
    expect((await request(the.memory, 'quote', padded(256 * 1024 + 1))).status).toBe(413);
  });
});

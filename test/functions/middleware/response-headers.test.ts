import { describe, expect, it } from 'vitest';
import { responseHeaders } from '#functions/middleware/response-headers.ts';
import { through } from '#test/factories/middleware.ts';

const headersOf = async (headers: Record<string, string> = {}) =>
  (await through(responseHeaders(), 'health', {}, {}, () => ({ statusCode: 200, headers }))).answer.headers;

describe('an answer', () => {
  it('says what it is, that nobody may store it, and what a browser must not do with it', async () => {
    expect(await headersOf()).toEqual({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-frame-options': 'DENY',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('keeps what the handler said of it', async () => {
    expect(await headersOf({ 'Content-Type': 'text/csv', 'idempotency-replayed': 'true' })).toMatchObject({
      'content-type': 'text/csv',
      'idempotency-replayed': 'true',
    });
  });
});

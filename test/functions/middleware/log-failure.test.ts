import '#test/factories/every-line.ts';

import middy from '@middy/core';
import { expect, it } from 'vitest';
import { logFailure } from '#functions/middleware/log-failure.ts';
import { emptyBed } from '#test/factories/empty-bed.ts';
import { context } from '#test/factories/requests.ts';

const the = emptyBed();

it('logs what is thrown and throws it on, as it is', async () => {
  const error = new RangeError('no such row');
  const handler = middy()
    .use(logFailure())
    .handler(async () => {
      throw error;
    });
  await expect(handler({}, context('reconciler'))).rejects.toBe(error);
  expect(the.lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'WARN', message: 'function failed', error: { name: 'RangeError', message: 'no such row' } },
  ]);
});

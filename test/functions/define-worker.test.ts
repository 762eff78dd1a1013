import '#test/factories/every-line.ts';

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineWorker } from '#functions/define-worker.ts';
import { NOW } from '#test/factories/appointment.ts';
import { context } from '#test/factories/requests.ts';
import { testBed } from '#test/factories/test-bed.ts';

const the = testBed({ empty: true });
const logged = () => the.lines.map((line) => JSON.parse(line));
const Input = z.object({ count: z.int().default(1) });

describe('a worker', () => {
  const worker = defineWorker(Input, async ({ count }, { at }) => ({ count, at }));

  it('is given what the schema makes of its input, and one moment', async () => {
    expect(await worker({} as never, context('triage'))).toEqual({ count: 1, at: NOW });
  });

  it('does not run on what it cannot read, and the log says so', async () => {
    await expect(worker({ count: 'x' } as never, context('triage'))).rejects.toThrow(z.ZodError);
    expect(logged()).toMatchObject([{ level: 'WARN', message: 'function failed', function_name: 'triage' }]);
  });
});

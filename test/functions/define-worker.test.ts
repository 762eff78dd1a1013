import '#test/factories/every-line.ts';

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineWorker } from '#functions/define-worker.ts';
import { NOW } from '#test/factories/appointment.ts';
import { emptyBed } from '#test/factories/empty-bed.ts';
import { context } from '#test/factories/requests.ts';

const the = emptyBed();
const logged = () => the.lines.map((line) => JSON.parse(line));
const Input = z.object({ count: z.int().default(1) });

describe('a worker', () => {
  const worker = defineWorker(Input, async ({ count }, { at }) => ({ count, at }));

  it('is given what the schema makes of its input, and one moment', async () => {
    expect(await worker({} as never, context('close'))).toEqual({ count: 1, at: NOW });
  });

  it('does not run on what it cannot read, and the log says so', async () => {
    await expect(worker({ count: 'x' } as never, context('close'))).rejects.toThrow(z.ZodError);
    expect(logged()).toMatchObject([{ level: 'WARN', message: 'function failed', function_name: 'close' }]);
  });
});

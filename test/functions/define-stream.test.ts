import '#test/factories/every-line.ts';

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineStream } from '#functions/define-stream.ts';
import { emptyBed } from '#test/factories/empty-bed.ts';
import { context } from '#test/factories/requests.ts';

const the = emptyBed();
const logged = () => the.lines.map((line) => JSON.parse(line));

describe('a function of a stream', () => {
  const Batch = z.object({
    Records: z.array(z.object({ id: z.string(), dynamodb: z.object({ SequenceNumber: z.string() }) })),
  });
  const record = (id: string) => ({ id, dynamodb: { SequenceNumber: `s-${id}` } });
  const taken: string[] = [];
  const stream = defineStream(
    Batch,
    async ({ id }) => {
      if (id === 'bad') throw new RangeError('bad row');
      taken.push(id);
    },
    ({ id }) => ({ outboxId: id }),
  );

  it('reports the records that failed, and does the others', async () => {
    const batch = { Records: ['1', 'bad', '2'].map(record) };
    expect(await stream(batch, context('relay'))).toEqual({
      batchItemFailures: [{ itemIdentifier: 's-bad' }],
    });
    expect(taken).toEqual(['1', '2']);
    expect(logged()).toMatchObject([{ message: 'record failed', outboxId: 'bad' }]);
  });

  it('fails as a whole on a batch that is none', async () => {
    await expect(stream({ Records: [{}] } as never, context('relay'))).rejects.toThrow(z.ZodError);
  });
});

import '#test/factories/every-line.ts';

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineEvent, defineSchedule } from '#functions/define-event.ts';
import { defineStream } from '#functions/define-stream.ts';
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

describe('a function of a rule or a schedule', () => {
  it('is given its event, or only the time', async () => {
    const heard = defineEvent(Input, async ({ count }) => count);
    const timed = defineSchedule(async ({ at }) => at);
    expect(await heard({ count: 2 }, context('dispatcher'))).toBe(2);
    expect(await timed({}, context('reconciler'))).toBe(NOW);
  });

  it('throws what it threw, so that it is tried again', async () => {
    const timed = defineSchedule(async () => {
      throw new RangeError('no');
    });
    await expect(timed({}, context('reconciler'))).rejects.toThrow(RangeError);
  });
});

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

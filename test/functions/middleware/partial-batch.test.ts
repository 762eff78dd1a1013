import '#test/factories/every-line.ts';

import { describe, expect, it } from 'vitest';
import { partialBatch } from '#functions/middleware/partial-batch.ts';
import { emptyBed } from '#test/factories/empty-bed.ts';

const the = emptyBed();
const records = ['a', 'b', 'c'].map((id) => ({ id, dynamodb: { SequenceNumber: `s-${id}` } }));
type Row = (typeof records)[number];
const keysOf = ({ id }: Row) => ({ outboxId: id });

describe('a batch of records', () => {
  it('is taken one by one, in the order of the stream', async () => {
    const steps: string[] = [];
    const take = async ({ id }: Row) => {
      steps.push(`${id} begins`);
      await Promise.resolve();
      steps.push(`${id} ends`);
    };
    expect(await partialBatch(records, take, keysOf)).toEqual({ batchItemFailures: [] });
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('reports each record that failed, by its number, and names it in the log', async () => {
    const take = async ({ id }: Row) => {
      if (id !== 'b') throw new RangeError(`no ${id}`);
    };
    expect(await partialBatch(records, take, keysOf)).toEqual({
      batchItemFailures: [{ itemIdentifier: 's-a' }, { itemIdentifier: 's-c' }],
    });
    expect(the.lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'WARN', outboxId: 'a', error: { message: 'no a' } },
      { level: 'WARN', outboxId: 'c', error: { message: 'no c' } },
    ]);
  });
});

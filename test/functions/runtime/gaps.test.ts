import '#test/factories/every-line.ts';

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineWorker } from '#functions/define-worker.ts';
import { listWaits } from '#store/delivery/waits.ts';
import type { Row } from '#store/dynamodb/codec.ts';
import { ID, NOW } from '#test/factories/appointment.ts';
import { keptToken } from '#test/factories/delivery.ts';
import { emptyBed } from '#test/factories/empty-bed.ts';
import { context } from '#test/factories/requests.ts';

const the = emptyBed();
const logged = () => the.lines.map((line) => JSON.parse(line));
const waitsOf = defineWorker(z.object({ id: z.string() }), async ({ id }) =>
  (await listWaits(id)).map(({ wait }) => wait),
);

/** A token as it is stored. */
const row = (wait: string): Row => keptToken(ID, wait, `task-token-${wait}`).item.Put.Item;

describe('a row that nobody can read', () => {
  it('is left out of its page, which is answered with the others', async () => {
    the.memory.given(...['a', 'b', 'c'].map((wait) => keptToken(ID, wait, `task-token-${wait}`)));
    the.memory.put('waits', { ...row('b'), v: 7 });
    expect(await waitsOf({ id: ID }, context('relay'))).toEqual(['a', 'c']);
  });

  it('is told of once: which it is and why, and never what it holds', async () => {
    the.memory.put('waits', { ...row('b'), expiresAt: 'soon' });
    await waitsOf({ id: ID }, context('relay'));
    expect(logged()).toMatchObject([
      {
        level: 'ERROR',
        message: 'row cannot be read',
        function_name: 'relay',
        gap: {
          codec: 'waits/wait',
          key: { appointmentId: ID, tokenKey: row('b').tokenKey },
          reason: 'waits/wait: version 1 cannot be read at expiresAt',
        },
      },
    ]);
  });

  it('is counted by the line that tells of it, under the service that this line names', async () => {
    the.memory.put('waits', { ...row('b'), v: 7 });
    await waitsOf({ id: ID }, context('relay'));
    expect(logged()).toMatchObject([
      {
        service: 'greenlane',
        UnreadableRows: 1,
        _aws: {
          Timestamp: Date.parse(NOW),
          CloudWatchMetrics: [
            {
              Namespace: 'Greenlane/test',
              Dimensions: [['service']],
              Metrics: [{ Name: 'UnreadableRows', Unit: 'Count' }],
            },
          ],
        },
      },
    ]);
  });

  it('is no news where there is none', async () => {
    the.memory.given(keptToken(ID, 'a', 'task-token-a'));
    await waitsOf({ id: ID }, context('relay'));
    expect(the.lines).toEqual([]);
  });
});

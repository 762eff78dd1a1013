import '#functions/runtime/gaps.ts';

import middy from '@middy/core';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import type * as z from 'zod';
import { logContext } from '#functions/middleware/log-context.ts';
import { logFailure } from '#functions/middleware/log-failure.ts';
import { parsedEvent } from '#functions/middleware/parsed-event.ts';
import { partialBatch, type StreamRecord } from '#functions/middleware/partial-batch.ts';
import { type Moment, moment } from '#functions/runtime/clock.ts';

/** What stands around a function that a stream calls: a batch that is none fails as a whole, a record by itself. */
const streamBundle = <S extends z.ZodType>(batch: S) => [logContext(), logFailure(), parsedEvent(batch)];

/** A function that a table's stream calls: batch checked, one use case a record, the failed ones reported. */
export const defineStream = <R extends StreamRecord>(
  batch: z.ZodType<{ Records: R[] }>,
  run: (record: R, now: Moment) => Promise<unknown>,
  logKeysOf: (record: R) => Record<string, string>,
) =>
  middy<{ Records: R[] }, DynamoDBBatchResponse>()
    .use(streamBundle(batch))
    .handler(async ({ Records }: { Records: R[] }) => {
      const now = moment();
      return partialBatch(Records, (record) => run(record, now), logKeysOf);
    });

/**
 * The same where the records of a batch are gathered: those of one group are done together, and fail together. Groups
 * come in the order of their first records.
 */
export const defineGatheredStream = <R extends StreamRecord>(
  batch: z.ZodType<{ Records: R[] }>,
  groupOf: (record: R) => string,
  run: (group: string, records: readonly R[], now: Moment) => Promise<unknown>,
) =>
  middy<{ Records: R[] }, DynamoDBBatchResponse>()
    .use(streamBundle(batch))
    .handler(async ({ Records }: { Records: R[] }) => {
      const now = moment();
      const done = new Map<string, Promise<unknown>>();
      const groups = Map.groupBy(Records, groupOf);
      return partialBatch(
        Records,
        (record) => {
          const group = groupOf(record);
          const running = done.get(group) ?? run(group, groups.get(group) ?? [], now);
          done.set(group, running);
          return running;
        },
        (record) => ({ group: groupOf(record) }),
      );
    });

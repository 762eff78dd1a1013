import '#functions/runtime/gaps.ts';

import middy from '@middy/core';
import type * as z from 'zod';
import { logContext } from '#functions/middleware/log-context.ts';
import { logFailure } from '#functions/middleware/log-failure.ts';
import { parsedEvent } from '#functions/middleware/parsed-event.ts';
import { refusalAsError } from '#functions/middleware/refusal-as-error.ts';
import { type Moment, moment } from '#functions/runtime/clock.ts';

/** What stands around every worker, in this order; errors pass them from the last to the first: the log tells them all. */
const workerBundle = <S extends z.ZodType>(input: S) => [
  logContext(),
  refusalAsError(),
  logFailure(),
  parsedEvent(input),
];

/**
 * A function that a state machine calls: input checked, one use case, result out. What it refuses is thrown under one
 * name, which no machine tries again; any other error keeps its own.
 */
export const defineWorker = <S extends z.ZodType, T>(
  input: S,
  run: (request: z.infer<S>, now: Moment) => Promise<T>,
) =>
  middy<z.infer<S>, T>()
    .use(workerBundle(input))
    .handler(async (request: z.infer<S>) => run(request, moment()));

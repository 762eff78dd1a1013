import middy from '@middy/core';
import type * as z from 'zod';
import { logContext } from '#functions/middleware/log-context.ts';
import { logFailure } from '#functions/middleware/log-failure.ts';
import { parsedEvent } from '#functions/middleware/parsed-event.ts';
import { type Moment, moment } from '#functions/runtime/clock.ts';

/** What stands around every worker, in this order; errors pass them from the last to the first. */
const workerBundle = <S extends z.ZodType>(input: S) => [logContext(), logFailure(), parsedEvent(input)];

/**
 * A function that a state machine calls: input checked, one use case, result out. What it throws keeps its name, and
 * the machine catches or retries it by that name.
 */
export const defineWorker = <S extends z.ZodType, T>(
  input: S,
  run: (request: z.infer<S>, now: Moment) => Promise<T>,
) =>
  middy<z.infer<S>, T>()
    .use(workerBundle(input))
    .handler(async (request: z.infer<S>) => run(request, moment()));

import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type * as z from 'zod';
import { refusalAsError } from '#functions/middleware/refusal-as-error.ts';
import { type Moment, moment } from '#functions/runtime/clock.ts';
import { log } from '#functions/runtime/log.ts';

/**
 * A function that a state machine, a rule or a schedule calls: input checked, one use case, result out. What it refuses
 * is thrown under one name, which no machine tries again; any other error keeps its own. What is registered last sees
 * an error first, so the log tells the refusal itself.
 */
export function defineWorker<S extends z.ZodType, T>(
  input: S,
  run: (input: z.infer<S>, moment: Moment) => Promise<T>,
) {
  return middy<unknown, T>()
    .use(injectLambdaContext(log, { clearState: true, logEvent: false }))
    .use(refusalAsError())
    .onError(({ error }) => {
      log.warn('task failed', { error: error as Error });
    })
    .handler(async (event) => run(input.parse(event), moment()));
}

import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type * as z from 'zod';
import { type Moment, moment } from '#functions/runtime/clock.ts';
import { log } from '#functions/runtime/log.ts';

/**
 * A function that a state machine, a rule or a schedule calls: input checked, one use case, result out. What it throws
 * keeps its name, and the machine catches or retries it by that name.
 */
export function defineWorker<S extends z.ZodType, T>(
  input: S,
  run: (input: z.infer<S>, moment: Moment) => Promise<T>,
) {
  return middy<unknown, T>()
    .use(injectLambdaContext(log, { clearState: true, logEvent: false }))
    .onError(({ error }) => {
      log.warn('task failed', { error: error as Error });
    })
    .handler(async (event) => run(input.parse(event), moment()));
}

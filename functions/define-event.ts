import '#functions/runtime/gaps.ts';

import middy from '@middy/core';
import type * as z from 'zod';
import { logContext } from '#functions/middleware/log-context.ts';
import { logFailure } from '#functions/middleware/log-failure.ts';
import { parsedEvent } from '#functions/middleware/parsed-event.ts';
import { type Moment, moment } from '#functions/runtime/clock.ts';

/** What stands around a function that a rule calls; what it throws is tried again, and goes to the dead letters then. */
const eventBundle = <S extends z.ZodType>(event: S) => [logContext(), logFailure(), parsedEvent(event)];
/** The same without an event: a schedule only says that it is time. */
const scheduleBundle = () => [logContext(), logFailure()];

/** A function that a rule of an event bus calls: event checked, one use case. */
export const defineEvent = <S extends z.ZodType, T>(
  event: S,
  run: (event: z.infer<S>, now: Moment) => Promise<T>,
) =>
  middy<z.infer<S>, T>()
    .use(eventBundle(event))
    .handler(async (received: z.infer<S>) => run(received, moment()));

/** A function that a schedule calls. */
export const defineSchedule = <T>(run: (now: Moment) => Promise<T>) =>
  middy<unknown, T>()
    .use(scheduleBundle())
    .handler(async () => run(moment()));

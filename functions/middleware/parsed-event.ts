import type { MiddlewareObj } from '@middy/core';
import type * as z from 'zod';

/** The event as the schema makes it. @throws ZodError: who sends it is a machine, and is wrong. */
export const parsedEvent = <S extends z.ZodType>(schema: S): MiddlewareObj<z.infer<S>> => ({
  before: (request) => {
    request.event = schema.parse(request.event);
  },
});

import type { MiddlewareObj } from '@middy/core';
import { forMachine } from '#domain/refused.ts';

/** Lets what a worker refuses reach its machine under one error name; Lambda reports the name of what is thrown. */
export const refusalAsError = (): MiddlewareObj => ({
  onError: (request) => {
    request.error = forMachine(request.error) as Error;
  },
});

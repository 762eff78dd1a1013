import type { MiddlewareObj } from '@middy/core';
import { log } from '#functions/runtime/log.ts';

/** What a function that no person calls throws is logged, and goes on to who called it. */
export const logFailure = (): MiddlewareObj<unknown> => ({
  onError: ({ error }) => {
    log.warn('function failed', { error: error as Error });
  },
});

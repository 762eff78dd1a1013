import { createHash } from 'node:crypto';
import { ServiceProblem } from '#contract/problems.ts';
import type { ApiMiddleware } from '#functions/middleware/api-context.ts';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{8,128}$/;

/**
 * Under which key somebody changes something, on the routes that want one. The key belongs to the caller, and the
 * digest to one route and body, so it reads the body before it is parsed. @throws ServiceProblem MissingIdempotencyKey.
 */
export const idempotencyKey = (): ApiMiddleware => ({
  before: ({ event, context }) => {
    const { route, principal } = context;
    context.idempotency = undefined;
    if (!route.definition.idempotent || !principal) return;
    const key = event.headers['idempotency-key'];
    if (!key || !IDEMPOTENCY_KEY.test(key)) throw missing();
    const { method } = event.requestContext.http;
    const asked = `${method} ${event.rawPath}\n${event.body}`;
    context.idempotency = {
      key: `${principal.subject}#${key}`,
      request: createHash('sha256').update(asked).digest('base64url'),
    };
  },
});

const missing = () =>
  new ServiceProblem('MissingIdempotencyKey', {
    errors: [
      {
        field: 'header:Idempotency-Key',
        message: { zh: '必填，8 至 128 个可见字符。', en: 'Required: 8 to 128 visible characters.' },
      },
    ],
  });

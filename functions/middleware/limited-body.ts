import { ServiceProblem } from '#contract/problems.ts';
import type { ApiMiddleware } from '#functions/middleware/api-context.ts';

const MAXIMUM_BODY_BYTES = 256 * 1024;

/** The body as text, also where the gateway took it for binary. @throws ServiceProblem PayloadTooLarge. */
export const limitedBody = (): ApiMiddleware => ({
  before: ({ event }) => {
    const { body = '', isBase64Encoded } = event;
    const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
    if (Buffer.byteLength(text) > MAXIMUM_BODY_BYTES) throw new ServiceProblem('PayloadTooLarge');
    event.body = text;
    event.isBase64Encoded = false;
  },
});

import { defineApi } from '#functions/http.ts';
import { quoteFor } from '#functions/use-cases/quote.ts';

export const handler = defineApi('api-quotes', {
  quote: ({ body, principal, ...now }) => quoteFor(body, principal, now),
});

import { quoteRoutes } from '#contract/api/quotes.ts';
import { defineApi } from '#functions/define-api.ts';
import { quoteFor } from '#functions/use-cases/fees/quote.ts';

export const handler = defineApi(quoteRoutes, { quote: quoteFor });

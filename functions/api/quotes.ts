import { defineApi } from '#functions/define-api.ts';
import { quoteFor } from '#functions/use-cases/fees/quote.ts';

export const handler = defineApi('api-quotes', { quote: quoteFor });

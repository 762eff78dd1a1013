import { defineApi } from '#functions/http.ts';
import { openApi } from '#functions/openapi.ts';

let description: Record<string, unknown> | undefined;

export const handler = defineApi('api-service', {
  health: async ({ at }) => ({ status: 'ok', time: at }),
  openapi: async () => {
    description ??= openApi();
    return description;
  },
});

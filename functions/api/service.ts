import { serviceRoutes } from '#contract/api/service.ts';
import { openApi } from '#contract/openapi.ts';
import { defineApi } from '#functions/define-api.ts';

let description: Record<string, unknown> | undefined;

export const handler = defineApi(serviceRoutes, {
  health: async (_request, { now }) => ({ status: 'ok' as const, time: now.at }),
  openapi: async () => {
    description ??= openApi();
    return description;
  },
});

import type { RouteDefinition } from './types.ts';

export const routes = {} satisfies Record<string, RouteDefinition>;

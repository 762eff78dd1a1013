import * as z from 'zod';
import { Instant } from '#domain/time/instant.ts';
import type { Routes } from './common.ts';

export const Health = z
  .object({ status: z.literal('ok'), time: Instant })
  .meta({ id: 'Health', description: 'The service answers.' });
export type Health = z.infer<typeof Health>;

export const OpenApiDocument = z
  .record(z.string(), z.unknown())
  .meta({ id: 'OpenApiDocument', description: 'An OpenAPI document.' });
export type OpenApiDocument = z.infer<typeof OpenApiDocument>;

export const serviceRoutes = {
  health: {
    method: 'GET',
    path: '/health',
    function: 'api-service',
    roles: 'public',
    summary: 'Whether the service answers 健康检查',
    status: 200,
    response: Health,
  },
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    function: 'api-service',
    roles: 'public',
    summary: 'This description 接口描述',
    status: 200,
    response: OpenApiDocument,
  },
} as const satisfies Routes;

import { describe, expect, expectTypeOf, it } from 'vitest';
import type * as z from 'zod';
import type { appointmentRoutes } from '#contract/api/appointments.ts';
import { routes } from '#contract/routes.ts';
import type { RouteDefinition } from '#contract/types.ts';
import type { Reader } from '#functions/caller.ts';
import type { defineApi } from '#functions/define-api.ts';
import { cancelAppointment } from '#functions/use-cases/appointments/cancel.ts';
import { readAppointment } from '#functions/use-cases/appointments/read-appointment.ts';

const keysOf = (schema: z.ZodType | undefined): string[] =>
  Object.keys((schema as z.ZodObject | undefined)?.shape ?? {});

describe('a route’s request', () => {
  it.each(Object.entries<RouteDefinition>(routes))('%s names nothing twice', (_name, route) => {
    // Path, query and body become one record: the same name in two of them would hide one.
    const names = [route.parameters, route.query, route.body].flatMap(keysOf);
    expect(names).toEqual([...new Set(names)]);
  });
});

describe('a route’s handler', () => {
  type Handlers = Parameters<typeof defineApi<typeof appointmentRoutes>>[1];

  it('is a use case that takes what the route checks', () => {
    expectTypeOf(cancelAppointment).toExtend<Handlers['cancelAppointment']>();
    expectTypeOf(readAppointment).toExtend<Handlers['readAppointment']>();
    expectTypeOf((_request: { reason: string; nobodyAsksFor: string }) =>
      Promise.reject<never>(),
    ).not.toExtend<Handlers['cancelAppointment']>();
  });

  it('does not change anything for a caller without an Idempotency-Key', () => {
    expectTypeOf<Reader>().not.toExtend<Parameters<typeof cancelAppointment>[1]>();
    expectTypeOf(cancelAppointment).not.toExtend<Handlers['readAppointment']>();
  });
});

import { describe, expectTypeOf, it } from 'vitest';
import type { appointmentRoutes } from '#contract/api/appointments.ts';
import type { Reader } from '#functions/caller.ts';
import type { defineApi } from '#functions/define-api.ts';
import { cancelAppointment } from '#functions/use-cases/appointments/cancel.ts';
import { readAppointment } from '#functions/use-cases/appointments/read-appointment.ts';

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

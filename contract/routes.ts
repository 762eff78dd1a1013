import { appointmentRoutes } from './api/appointments.ts';
import { certificateRoutes } from './api/certificates.ts';
import type { Routes } from './api/common.ts';
import { dispatchRoutes } from './api/dispatch.ts';
import { organisationRoutes } from './api/organisations.ts';
import { quoteRoutes } from './api/quotes.ts';
import { serviceRoutes } from './api/service.ts';
import { taskRoutes } from './api/tasks.ts';

/** Every route: who may call it, what goes in, what comes out. A handler is found by the name. */
export const routes = {
  ...appointmentRoutes,
  ...taskRoutes,
  ...dispatchRoutes,
  ...quoteRoutes,
  ...certificateRoutes,
  ...organisationRoutes,
  ...serviceRoutes,
} as const satisfies Routes;

export type RouteName = keyof typeof routes;

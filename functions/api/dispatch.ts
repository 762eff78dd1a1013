import { dispatchRoutes } from '#contract/api/dispatch.ts';
import { defineApi } from '#functions/define-api.ts';
import { readDispatchBoard } from '#functions/use-cases/dispatch/board.ts';
import { formTeam } from '#functions/use-cases/dispatch/form-team.ts';
import { planShift } from '#functions/use-cases/dispatch/plan-shift.ts';
import { reassignAppointment } from '#functions/use-cases/dispatch/reassign.ts';

export const handler = defineApi(dispatchRoutes, {
  readDispatchBoard,
  writeTeam: formTeam,
  planShift,
  reassignAppointment,
});

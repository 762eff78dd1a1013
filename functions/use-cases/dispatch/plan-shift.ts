import type * as z from 'zod';
import type { ShiftRequest } from '#contract/api/dispatch.ts';
import type { Shift } from '#domain/dispatch/capacity.ts';
import { mayPlanFor } from '#domain/people/principal.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import { localDate } from '#domain/time/calendar.ts';
import type { InstitutionId } from '#domain/units/institution.ts';
import type { Caller } from '#functions/caller.ts';
import { once } from '#functions/idempotency/once.ts';
import { teamOfInstitution } from '#functions/scope/team-of-institution.ts';
import { createShift, getShift, shiftId } from '#store/dispatch/shifts.ts';
import { commit } from '#store/dynamodb/transaction.ts';

/** Plans a shift: somebody may be waiting for just that, and hears of it. @throws Problem Validation, NotFound. */
export const planShift = (
  request: { institution: InstitutionId } & z.infer<typeof ShiftRequest>,
  caller: Caller,
) =>
  once<{ id: string }, { shift: Shift }>(caller, 201, {
    act: async (remember) => {
      const { principal, now } = caller;
      const { institution, teamId, date, minutes } = request;
      if (!mayPlanFor(principal, institution)) throw new Problem('NotFound');
      const team = await teamOfInstitution(institution, teamId);
      if (date < localDate(now.ms)) throw fieldProblem('/date', '日期已过。', 'This day is past.');
      const shift: Shift = {
        ...request,
        id: shiftId(team.id, date),
        remaining: minutes,
        vehicle: team.vehicle,
        change: 'planned',
        version: 1,
      };
      await commit([remember({ id: shift.id }), { ...createShift(shift), refused: () => alreadyPlanned() }]);
      return { shift };
    },
    again: async ({ id }) => ({ shift: await getShift(request.institution, id) }),
  });

const alreadyPlanned = () =>
  fieldProblem('/date', '该小分队当天已有排班。', 'The team has a shift on this day already.');

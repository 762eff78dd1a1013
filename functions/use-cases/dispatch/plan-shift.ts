import type * as z from 'zod';
import type { ShiftRequest } from '#contract/api/dispatch.ts';
import type { Shift } from '#domain/dispatch/capacity.ts';
import { mayActFor } from '#domain/people/principal.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import { localDate } from '#domain/time/calendar.ts';
import type { UnitId } from '#domain/units/unit.ts';
import type { Caller } from '#functions/caller.ts';
import { once } from '#functions/idempotency/once.ts';
import { teamOfUnit } from '#functions/scope/team-of-unit.ts';
import { dispatchNeeded } from '#functions/writes/dispatch.ts';
import { createShift, shiftId } from '#store/dispatch/shifts.ts';
import { commit } from '#store/dynamodb/transaction.ts';

/** Plans a shift and wakes the dispatcher: somebody may be waiting for just that. @throws Problem Validation, NotFound. */
export const planShift = (request: { unit: UnitId } & z.infer<typeof ShiftRequest>, caller: Caller) =>
  once<{ shift: Shift }>(caller, 201, async (saveAnswer) => {
    const { principal, now } = caller;
    if (!mayActFor(principal, request.unit)) throw new Problem('NotFound');
    const team = await teamOfUnit(request.unit, request.teamId);
    if (request.date < localDate(now.ms)) throw fieldProblem('/date', '日期已过。', 'This day is past.');
    const shift: Shift = {
      ...request,
      id: shiftId(team.id, request.date),
      remaining: request.minutes,
      vehicle: team.vehicle,
      version: 1,
    };
    const answer = { shift };
    await commit([
      saveAnswer(answer),
      { ...createShift(shift), refused: () => alreadyPlanned() },
      dispatchNeeded(shift.unit, now.ms),
    ]);
    return answer;
  });

const alreadyPlanned = () =>
  fieldProblem('/date', '该小分队当天已有排班。', 'The team has a shift on this day already.');

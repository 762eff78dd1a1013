import type * as z from 'zod';
import type { ReassignmentRequest } from '#contract/api/dispatch.ts';
import type { Appointment, In } from '#domain/appointments/appointment.ts';
import { withFeeNow } from '#domain/appointments/fee-now.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { assignmentOf } from '#domain/dispatch/assignment.ts';
import { type Shift, take } from '#domain/dispatch/capacity.ts';
import { travelMinutes, unfit } from '#domain/dispatch/placement.ts';
import { mayActFor } from '#domain/people/principal.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import { type LocalDate, localDate } from '#domain/time/calendar.ts';
import type { Caller } from '#functions/caller.ts';
import { once } from '#functions/idempotency/once.ts';
import { referenceOfTriage } from '#functions/reference.ts';
import { teamOfUnit } from '#functions/scope/team-of-unit.ts';
import { dispatchNeeded } from '#functions/writes/dispatch.ts';
import { givenBack } from '#functions/writes/minutes.ts';
import { getAppointment, updateAppointment } from '#store/appointments/appointments.ts';
import { getShift, updateShift } from '#store/dispatch/shifts.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';

/**
 * Moves an assigned appointment to another shift, with a reason: the old one gets its minutes back in the same
 * transaction. @throws Problem NoCapacity, NotFound, Validation, IllegalTransition once the work has begun.
 */
export const reassignAppointment = (
  request: { id: string } & z.infer<typeof ReassignmentRequest>,
  caller: Caller,
) =>
  once<{ appointment: Appointment }>(caller, 200, (saveAnswer) =>
    withFreshRead(async () => {
      const { principal, now } = caller;
      const present = await getAppointment(request.id);
      if (!mayActFor(principal, present.unit)) throw new Problem('NotFound');
      if (present.status !== 'ASSIGNED') {
        throw new Problem('IllegalTransition', { context: { state: present.status } });
      }
      const [from, to] = await Promise.all([
        getShift(present.assignment.shiftId),
        wantedShift(request.shiftId),
      ]);
      checkShift(present, from, to, localDate(now.ms));
      const team = await teamOfUnit(present.unit, to.teamId);
      const { minutes: work, fields } = present.triage;
      const reason = unfit({ ...present, minutes: work, fields }, team, to);
      if (reason) throw new Problem('NoCapacity', { context: { reason } });
      const travel = present.mode === 'on-site' ? travelMinutes(team.base, present.division) : 0;
      const minutes = work + travel;
      const explanation = {
        zh: `调度员${principal.name}改派：${request.reason}`,
        en: `Reassigned by ${principal.name}: ${request.reason}`,
      };
      const assignment = assignmentOf({ shift: to, team, minutes, travel, explanation }, now.at);
      const moved = transition(present, 'Reassigned', { assignment }, now.at);
      const next = withFeeNow(moved, referenceOfTriage(moved));
      const answer = { appointment: next };
      await commit([
        saveAnswer(answer),
        updateShift(givenBack(from, present.assignment.minutes)),
        updateShift(take(to, minutes)),
        ...updateAppointment(next, {
          type: 'Reassigned',
          at: now.at,
          by: principal.name,
          detail: { from: from.id, to: to.id, reason: request.reason },
        }),
        dispatchNeeded(present.unit, now.ms),
      ]);
      return answer;
    }),
  );

/** @throws Problem Validation when there is no such shift. */
const wantedShift = (id: string): Promise<Shift> =>
  getShift(id).catch((error: unknown) => {
    if (!(error instanceof Problem && error.code === 'NotFound')) throw error;
    throw fieldProblem('/shiftId', '没有该班次。', 'There is no such shift.');
  });

/** @throws Problem Validation for a shift that the appointment cannot be moved to. */
function checkShift(appointment: In<'ASSIGNED'>, from: Shift, to: Shift, today: LocalDate): void {
  if (to.unit !== appointment.unit || to.date < today) {
    throw fieldProblem('/shiftId', '班次不属于本单位，或已过。', 'The shift is of another unit, or past.');
  }
  if (appointment.requestedDate !== null && to.date < appointment.requestedDate) {
    throw fieldProblem(
      '/shiftId',
      `企业要求不早于 ${appointment.requestedDate}。`,
      `The enterprise asked for ${appointment.requestedDate} or later.`,
    );
  }
  if (from.id === to.id) throw fieldProblem('/shiftId', '已在该班次。', 'It is in this shift already.');
}

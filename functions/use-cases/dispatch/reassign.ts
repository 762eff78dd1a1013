import type * as z from 'zod';
import type { ReassignmentRequest } from '#contract/api/dispatch.ts';
import type { Appointment, In } from '#domain/appointments/appointment.ts';
import { withFeeNow } from '#domain/appointments/fee-now.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { assignmentOf } from '#domain/dispatch/assignment.ts';
import { type Shift, take } from '#domain/dispatch/capacity.ts';
import { jobsOf } from '#domain/dispatch/job.ts';
import { travelMinutes, unfit } from '#domain/dispatch/placement.ts';
import { mayPlanFor } from '#domain/people/principal.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import { type LocalDate, localDate } from '#domain/time/calendar.ts';
import type { InstitutionId } from '#domain/units/institution.ts';
import type { Caller } from '#functions/caller.ts';
import { once } from '#functions/idempotency/once.ts';
import { referenceOfTriage } from '#functions/reference.ts';
import { teamOfInstitution } from '#functions/scope/team-of-institution.ts';
import { whatDispatchTook } from '#functions/writes/dispatch.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { getAppointment } from '#store/appointments/file.ts';
import { addJob, getShift, updateShift } from '#store/dispatch/shifts.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';

/**
 * Moves an assigned appointment to another shift, with a reason: the old one gets its minutes back in the same
 * transaction. @throws Problem NoCapacity, NotFound, Validation, IllegalTransition once the work has begun.
 */
export const reassignAppointment = (
  request: { id: string } & z.infer<typeof ReassignmentRequest>,
  caller: Caller,
) =>
  once<{ id: string }, { appointment: Appointment }>(caller, 200, {
    act: (remember) =>
      withFreshRead(async () => {
        const { principal, now } = caller;
        const present = await getAppointment(request.id);
        if (!mayPlanFor(principal, present.institution)) throw new Problem('NotFound');
        if (present.status !== 'ASSIGNED') {
          throw new Problem('IllegalTransition', { context: { state: present.status } });
        }
        const to = await wantedShift(present.institution, request.shiftId);
        checkShift(present, to, localDate(now.ms));
        const next = await moved(present, to, request.reason, caller);
        await commit([
          remember({ id: present.id }),
          ...(await whatDispatchTook(present)),
          updateShift(take(to, minutesOf(next))),
          ...jobsOf(next, next.assignment).map(addJob),
          ...updateAppointment(present, next, {
            type: 'Reassigned',
            at: now.at,
            by: principal.name,
            detail: {
              from: present.assignment.parts.map(({ shiftId }) => shiftId),
              to: to.id,
              reason: request.reason,
            },
          }),
        ]);
        return { appointment: next };
      }),
    again: async ({ id }) => ({ appointment: await getAppointment(id) }),
  });

const minutesOf = ({ assignment }: In<'ASSIGNED'>): number =>
  assignment.parts.reduce((sum, { minutes }) => sum + minutes, 0);

/** The appointment with its new assignment. @throws Problem NoCapacity when the team can never do it. */
async function moved(
  present: In<'ASSIGNED'>,
  to: Shift,
  reason: string,
  { principal, now }: Caller,
): Promise<In<'ASSIGNED'>> {
  const team = await teamOfInstitution(present.institution, to.teamId);
  const { minutes: work, fields } = present.triage;
  const why = unfit({ mode: present.mode, fields }, team, to);
  if (why) throw new Problem('NoCapacity', { context: { reason: why } });
  const travel = present.mode === 'on-site' ? travelMinutes(team.base, present.division) : 0;
  const explanation = {
    zh: `调度员${principal.name}改派：${reason}`,
    en: `Reassigned by ${principal.name}: ${reason}`,
  };
  const assignment = assignmentOf({ shift: to, team, minutes: work + travel, travel, explanation }, now.at);
  const next = transition(present, 'Reassigned', { assignment }, now.at);
  return withFeeNow(next, referenceOfTriage(next));
}

/** @throws Problem Validation when there is no such shift. */
const wantedShift = (institution: InstitutionId, id: string): Promise<Shift> =>
  getShift(institution, id).catch((error: unknown) => {
    if (!(error instanceof Problem && error.code === 'NotFound')) throw error;
    throw fieldProblem('/shiftId', '本机构没有该班次。', 'The institution has no such shift.');
  });

/** @throws Problem Validation for a shift that the appointment cannot be moved to. */
function checkShift({ assignment, requestedDate }: In<'ASSIGNED'>, to: Shift, today: LocalDate): void {
  if (to.date < today) throw fieldProblem('/shiftId', '班次已过。', 'The shift is past.');
  if (requestedDate !== null && to.date < requestedDate) {
    throw fieldProblem(
      '/shiftId',
      `企业要求不早于 ${requestedDate}。`,
      `The enterprise asked for ${requestedDate} or later.`,
    );
  }
  if (assignment.parts.some(({ shiftId }) => shiftId === to.id)) {
    throw fieldProblem('/shiftId', '已在该班次。', 'It is in this shift already.');
  }
}

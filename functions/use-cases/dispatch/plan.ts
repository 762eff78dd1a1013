import type { Appointment } from '#domain/appointments/appointment.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { giveBack, type Shift, type Team, take } from '#domain/dispatch/capacity.ts';
import { travelMinutes, unfit } from '#domain/dispatch/placement.ts';
import { mayActFor, type Principal } from '#domain/people/principal.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import { addDays, localDate } from '#domain/time/calendar.ts';
import { oversees, type UnitId } from '#domain/units/unit.ts';
import { once } from '#functions/idempotency/once.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { assignmentOf } from '#functions/use-cases/dispatch/dispatch-unit.ts';
import { division } from '#policies/divisions.ts';
import { getAppointment, updateAppointment } from '#store/appointments/appointments.ts';
import type { IdempotencyKey } from '#store/delivery/idempotency.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { queueHead } from '#store/dispatch/queue.ts';
import { createShift, getShift, listShifts, shiftId, updateShift } from '#store/dispatch/shifts.ts';
import { listTeams, writeTeam } from '#store/dispatch/teams.ts';
import { commit, type Write, withFreshRead } from '#store/dynamodb/transaction.ts';

const BOARD_QUEUE = 100;
const BOARD_SHIFTS = 400;

/** The queue of a unit beside the capacity of its teams, for its own staff and for those of a unit above it. */
export async function dispatchBoard(unit: UnitId, days: number, principal: Principal, { ms }: Moment) {
  if (!oversees(principal.unit, unit)) throw new Problem('NotFound');
  const from = localDate(ms);
  const to = addDays(from, days - 1);
  const [queue, teams, shifts] = await Promise.all([
    queueHead(unit, BOARD_QUEUE),
    listTeams(unit),
    listShifts(unit, from, to, BOARD_SHIFTS),
  ]);
  const total = (of: (shift: Shift) => number) => shifts.reduce((sum, shift) => sum + of(shift), 0);
  return {
    unit,
    from,
    to,
    queue,
    teams,
    shifts,
    totals: { minutes: total(({ minutes }) => minutes), remaining: total(({ remaining }) => remaining) },
  };
}

async function teamOf(unit: UnitId, teamId: string): Promise<Team> {
  const team = (await listTeams(unit)).find(({ id }) => id === teamId);
  if (!team) throw fieldProblem('/teamId', '本单位没有该小分队。', 'The unit has no such team.');
  return team;
}

/** Forms a team of one's own unit, or changes it, and wakes the dispatcher. @throws Problem NotFound, Validation. */
export const formTeam = (
  wanted: Omit<Team, 'version'>,
  principal: Principal,
  { ms }: Moment,
  idempotency: IdempotencyKey,
) =>
  once<{ team: Team }>(idempotency, ms, 200, (keep) =>
    withFreshRead(async () => {
      if (!mayActFor(principal, wanted.unit)) throw new Problem('NotFound');
      if (!division(wanted.base))
        throw fieldProblem('/base', '没有该区划代码。', 'There is no such division.');
      const present = (await listTeams(wanted.unit)).find(({ id }) => id === wanted.id);
      const team = { ...wanted, version: (present?.version ?? 0) + 1 };
      const answer = { team };
      await commit([keep(answer), writeTeam(team), wake(team.unit, ms)]);
      return answer;
    }),
  );

const wake = (unit: UnitId, ms: number): Write =>
  addToOutbox({ kind: 'publish', detailType: 'DispatchNeeded', detail: { unit } }, ms);

/** Plans a shift and wakes the dispatcher: somebody may be waiting for just that. @throws Problem Validation, NotFound. */
export const planShift = (
  unit: UnitId,
  request: { teamId: string; date: string; minutes: number },
  principal: Principal,
  { ms }: Moment,
  idempotency: IdempotencyKey,
) =>
  once<{ shift: Shift }>(idempotency, ms, 201, async (keep) => {
    if (!mayActFor(principal, unit)) throw new Problem('NotFound');
    const team = await teamOf(unit, request.teamId);
    if (request.date < localDate(ms)) throw fieldProblem('/date', '日期已过。', 'This day is past.');
    const shift: Shift = {
      ...request,
      id: shiftId(team.id, request.date),
      unit,
      remaining: request.minutes,
      vehicle: team.vehicle,
      version: 1,
    };
    const answer = { shift };
    await commit([keep(answer), { ...createShift(shift), refused: () => alreadyPlanned() }, wake(unit, ms)]);
    return answer;
  });

const alreadyPlanned = () =>
  fieldProblem('/date', '该小分队当天已有排班。', 'The team has a shift on this day already.');

/**
 * Moves an assigned appointment to another shift, with a reason: the old one gets its minutes back in the same
 * transaction. @throws Problem NoCapacity, NotFound, IllegalTransition once the work has begun.
 */
export const reassign = (
  id: string,
  request: { shiftId: string; reason: string },
  principal: Principal,
  { ms, at }: Moment,
  idempotency: IdempotencyKey,
) =>
  once<{ appointment: Appointment }>(idempotency, ms, 200, (keep) =>
    withFreshRead(async () => {
      const present = await getAppointment(id);
      if (!mayActFor(principal, present.unit)) throw new Problem('NotFound');
      if (present.status !== 'ASSIGNED') {
        throw new Problem('IllegalTransition', { context: { state: present.status } });
      }
      const [from, to] = await Promise.all([
        getShift(present.assignment.shiftId),
        getShift(request.shiftId).catch((error: unknown) => {
          if (!(error instanceof Problem && error.code === 'NotFound')) throw error;
          throw fieldProblem('/shiftId', '没有该班次。', 'There is no such shift.');
        }),
      ]);
      if (to.unit !== present.unit || to.date < localDate(ms)) {
        throw fieldProblem(
          '/shiftId',
          '班次不属于本单位，或已过。',
          'The shift is of another unit, or past.',
        );
      }
      if (present.requestedDate !== null && to.date < present.requestedDate) {
        throw fieldProblem(
          '/shiftId',
          `企业要求不早于 ${present.requestedDate}。`,
          `The enterprise asked for ${present.requestedDate} or later.`,
        );
      }
      if (from.id === to.id) throw fieldProblem('/shiftId', '已在该班次。', 'It is in this shift already.');
      const team = await teamOf(present.unit, to.teamId);
      const { minutes: work, fields } = present.triage;
      const demand = { ...present, minutes: work, fields };
      const reason = unfit(demand, team, to);
      if (reason) throw new Problem('NoCapacity', { context: { reason } });
      const travel = present.mode === 'on-site' ? travelMinutes(team.base, present.division) : 0;
      const minutes = work + travel;
      const explanation = {
        zh: `调度员${principal.name}改派：${request.reason}`,
        en: `Reassigned by ${principal.name}: ${request.reason}`,
      };
      const assignment = assignmentOf({ shift: to, team, minutes, travel, explanation }, at);
      const next = transition(present, 'Reassigned', { assignment }, at);
      const answer = { appointment: next };
      await commit([
        keep(answer),
        updateShift(giveBack(from, present.assignment.minutes)),
        updateShift(take(to, minutes)),
        ...updateAppointment(next, {
          type: 'Reassigned',
          at,
          by: principal.name,
          detail: { from: from.id, to: to.id, reason: request.reason },
        }),
        wake(present.unit, ms),
      ]);
      return answer;
    }),
  );

import type { ServiceMode } from '#domain/appointments/parts.ts';
import type { Bilingual } from '#domain/bilingual.ts';
import type { Shift, Team } from '#domain/dispatch/capacity.ts';
import type { QueueEntry } from '#domain/dispatch/queue.ts';
import { listed } from '#domain/labelled.ts';
import { MeasurementField } from '#domain/ledger/catalogue.ts';
import type { LocalDate } from '#domain/time/calendar.ts';

/**
 * Minutes on the road, there and back, from the county of the team's base to the county of use.
 * Our own parameters: 30 within a county, 90 within a city, 180 beyond.
 */
export function travelMinutes(base: string, division: string): number {
  if (base === division) return 30;
  return base.slice(0, 4) === division.slice(0, 4) ? 90 : 180;
}

export type Demand = Pick<QueueEntry, 'mode' | 'division' | 'fields' | 'minutes' | 'requestedDate'>;

export type Placement = {
  shift: Shift;
  team: Team;
  /** Minutes to take: the work, and the road for a job on site. */
  minutes: number;
  travel: number;
  explanation: Bilingual;
};

/** A team that cannot take the job ever, and why; null when it can. */
export function unfit(
  demand: Pick<Demand, 'fields' | 'mode'>,
  team: Team,
  shift: Pick<Shift, 'vehicle'>,
): Bilingual | null {
  const lacking = demand.fields.filter((field) => !team.fields.includes(field));
  if (lacking.length > 0) {
    const { zh, en } = listed(MeasurementField.labels, lacking);
    return { zh: `缺少专业：${zh}。`, en: `The team lacks a skill: ${en}.` };
  }
  // 专人专车上门: a person is not enough, the job takes a vehicle.
  if (demand.mode === 'on-site' && shift.vehicle === null) {
    return { zh: '上门检测须有车辆。', en: 'A job on site needs a vehicle.' };
  }
  if (demand.mode === 'send-in' && !team.laboratory) {
    return { zh: '该小分队没有实验室，不能收样。', en: 'The team has no laboratory to receive instruments.' };
  }
  return null;
}

/**
 * The best place for a job among the shifts: the earliest day, then the least travel, then the emptier shift.
 * Null when no shift is feasible.
 */
export function place(
  demand: Demand,
  shifts: readonly Shift[],
  teams: ReadonlyMap<string, Team>,
  today: LocalDate,
): Placement | null {
  const from = demand.requestedDate !== null && demand.requestedDate > today ? demand.requestedDate : today;
  const feasible = shifts.flatMap((shift) => {
    const team = teams.get(shift.teamId);
    if (!team || shift.date < from || unfit(demand, team, shift)) return [];
    const travel = demand.mode === 'on-site' ? travelMinutes(team.base, demand.division) : 0;
    const minutes = demand.minutes + travel;
    return minutes <= shift.remaining ? [{ shift, team, minutes, travel }] : [];
  });
  const load = (shift: Shift) => 1 - shift.remaining / shift.minutes;
  feasible.sort(
    (a, b) =>
      compare(a.shift.date, b.shift.date) ||
      a.travel - b.travel ||
      load(a.shift) - load(b.shift) ||
      compare(a.shift.id, b.shift.id),
  );
  const best = feasible[0];
  return best ? { ...best, explanation: explain(best, feasible.length, demand.mode) } : null;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function explain(best: Omit<Placement, 'explanation'>, choices: number, mode: ServiceMode): Bilingual {
  const { shift, team, minutes, travel } = best;
  const left = shift.remaining - minutes;
  return mode === 'on-site'
    ? {
        zh: `${shift.date} 是最早可行的日期；${team.name.zh}专业齐全、有车（${shift.vehicle}），往返 ${travel} 分钟，在 ${choices} 个可行班次中路程最短、负荷最轻；占用 ${minutes} 分钟，该班次还剩 ${left} 分钟。`,
        en: `${shift.date} is the earliest feasible day; ${team.name.en} has the skills and a vehicle (${shift.vehicle}), ${travel} minutes on the road, the least travel and then the least load of ${choices} feasible shifts; takes ${minutes} minutes, leaves ${left}.`,
      }
    : {
        zh: `${shift.date} 是最早可行的日期；${team.name.zh}专业齐全，在 ${choices} 个可行班次中负荷最轻；占用 ${minutes} 分钟，该班次还剩 ${left} 分钟。`,
        en: `${shift.date} is the earliest feasible day; ${team.name.en} has the skills and the least load of ${choices} feasible shifts; takes ${minutes} minutes, leaves ${left}.`,
      };
}

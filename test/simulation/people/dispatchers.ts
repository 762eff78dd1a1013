import type { DispatchBoard } from '#contract/api/dispatch.ts';
import { addDays, localDate } from '#domain/time/calendar.ts';
import { institutionOf } from '#domain/units/institution.ts';
import type { UnitId } from '#domain/units/unit.ts';
import { demonstrationTeams } from '#local/seed/teams.ts';
import type { Changed } from '#test/books/books.ts';
import type { Agenda } from '../agenda.ts';
import type { Random } from '../random.ts';
import type { Api } from './api.ts';
import { staffOf } from './cast.ts';

const HOUR_MS = 3_600_000;
const PLANNING_DAYS = 25;

export const teamsOf = (unit: UnitId) =>
  demonstrationTeams.filter((team) => team.institution === institutionOf(unit));

/** They plan shifts, enough or too few, change their teams, and move what was assigned. */
export class Dispatchers {
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #api: Api;
  readonly #units: readonly UnitId[];

  constructor(parts: { agenda: Agenda; random: Random; api: Api; units: readonly UnitId[] }) {
    this.#agenda = parts.agenda;
    this.#random = parts.random;
    this.#api = parts.api;
    this.#units = parts.units;
  }

  start(): void {
    const random = this.#random;
    for (const unit of this.#units) {
      const shifts = random.pick([0, 2, 6, 12]);
      // In good time, or only when everything has been waiting for weeks.
      const [from, to] = random.chance(0.8) ? [0, 24 * 8] : [24 * 16, 24 * PLANNING_DAYS];
      for (let number = 0; number < shifts; number++)
        this.#agenda.in(random.between(from, to) * HOUR_MS, () => void this.#plan(unit));
      if (random.chance(0.3))
        this.#agenda.in(random.between(1, 200) * HOUR_MS, () => void this.#changeTeam(unit));
    }
  }

  notice(changed: Changed): void {
    if (changed.of !== 'appointment' || changed.after?.status !== 'ASSIGNED') return;
    const { id, unit } = changed.after;
    if (changed.before?.status !== 'QUEUED' || !this.#random.chance(0.25)) return;
    const longest = this.#random.pick([300, 30 * 60_000]);
    this.#agenda.in(this.#random.between(0, longest), () => void this.#move(id, unit));
  }

  async #plan(unit: UnitId): Promise<void> {
    const random = this.#random;
    const team = random.pick(teamsOf(unit));
    const date = addDays(localDate(this.#agenda.now()), random.between(0, 12));
    const body = { teamId: team.id, date, minutes: random.pick([30, 60, 120, 240, 480]) };
    await this.#api.ask(random.pick(staffOf('dispatcher', unit)), 'planShift', {
      parameters: { institution: institutionOf(unit) },
      body,
    });
  }

  async #changeTeam(unit: UnitId): Promise<void> {
    const { id, institution, version: _version, ...body } = this.#random.pick(teamsOf(unit));
    await this.#api.ask(this.#random.pick(staffOf('dispatcher', unit)), 'writeTeam', {
      parameters: { institution, id },
      body,
    });
  }

  async #move(id: string, unit: UnitId): Promise<void> {
    const by = this.#random.pick(staffOf('dispatcher', unit));
    const board = await this.#api.ask(by, 'readDispatchBoard', {
      parameters: { institution: institutionOf(unit) },
      query: { days: '14' },
    });
    const { shifts = [] } = (board?.body ?? {}) as Partial<DispatchBoard>;
    if (board?.status !== 200 || shifts.length === 0) return;
    const body = { shiftId: this.#random.pick(shifts).id, reason: '车辆检修' };
    await this.#api.ask(by, 'reassignAppointment', { parameters: { id }, body });
  }
}

import { localDate } from '#domain/time/calendar.ts';
import { demonstrationShifts, workingDaysFrom } from '#local/seed/shifts.ts';
import { createShift, shiftId } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import type { Write } from '#store/dynamodb/transaction.ts';
import { writeOrganisation } from '#store/organisations/organisations.ts';
import type { Changed } from '#test/books/books.ts';
import type { Agenda } from '../agenda.ts';
import type { Invocations } from '../invocations.ts';
import type { Random } from '../random.ts';
import type { Trace } from '../trace.ts';
import { Api } from './api.ts';
import { Applicants } from './applicants.ts';
import { organisations, playedUnits } from './cast.ts';
import { Dispatchers, teamsOf } from './dispatchers.ts';
import { Deciders, habitsOf } from './tasks.ts';

type Parts = { agenda: Agenda; random: Random; trace: Trace; invocations: Invocations };

/** Everybody of a seed, and what they have at its beginning. */
export class Crowd {
  readonly api: Api;
  readonly #units: (typeof playedUnits)[number][];
  readonly #random: Random;
  readonly #applicants: Applicants;
  readonly #deciders: Deciders;
  readonly #dispatchers: Dispatchers;

  constructor(parts: Parts) {
    const { random } = parts;
    this.#random = random.branch();
    const others = random.shuffled(playedUnits).slice(0, random.between(1, 2));
    // Where a person decides about money there is most to see.
    this.#units = random.chance(0.5)
      ? [...new Set<(typeof playedUnits)[number]>(['shangluo', ...others])]
      : others;
    this.api = new Api({ ...parts, random: random.branch() });
    const own = organisations.filter(({ unit }) => this.#units.some((one) => one === unit));
    const shared = { agenda: parts.agenda, api: this.api };
    this.#applicants = new Applicants({ ...shared, random: random.branch(), organisations: own });
    this.#deciders = new Deciders({ ...shared, random: random.branch(), habits: habitsOf(random) });
    this.#dispatchers = new Dispatchers({ ...shared, random: random.branch(), units: this.#units });
  }

  /** The register, the teams, and the shifts that are planned already: for every day, for some, or for none. */
  possessions(nowMs: number): Write[] {
    const random = this.#random;
    const updatedAt = new Date(nowMs).toISOString();
    const teams = this.#units.flatMap(teamsOf);
    const days = workingDaysFrom(localDate(nowMs), random.pick([0, 4, 15, 15]));
    const shifts = demonstrationShifts(teams, days, shiftId).filter(() => random.chance(0.8));
    const short = random.chance(0.3);
    return [
      ...organisations.map((one) => writeOrganisation({ ...one, version: 1, updatedAt })),
      ...teams.map(writeTeam),
      ...shifts.map((shift) => createShift(short ? { ...shift, minutes: 120, remaining: 120 } : shift)),
    ];
  }

  start(): void {
    this.#applicants.start();
    this.#dispatchers.start();
  }

  /** Something was written that people hear of. */
  notice(changed: Changed): void {
    this.#applicants.notice(changed);
    this.#deciders.notice(changed);
    this.#dispatchers.notice(changed);
  }
}

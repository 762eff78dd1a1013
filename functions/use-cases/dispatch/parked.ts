import type { Team } from '#domain/dispatch/capacity.ts';
import { classKey, leastOf, type ParkingClass } from '#domain/dispatch/parking.ts';
import { type Demand, type Placement, unfit } from '#domain/dispatch/placement.ts';
import type { QueueEntry } from '#domain/dispatch/queue.ts';
import type { LocalDate } from '#domain/time/calendar.ts';
import type { InstitutionId } from '#domain/units/institution.ts';
import { forgetClass, listClasses, type ParkedClass } from '#store/dispatch/classes.ts';
import { parkedOf } from '#store/dispatch/queue.ts';

/**
 * The capacity that has come: up to which day, and of which teams; without teams, of any. `shifts` are those that have
 * come or grown, by their ids.
 */
export type Capacity = {
  until: LocalDate;
  teams?: readonly string[] | undefined;
  shifts?: readonly string[] | undefined;
};

/** Later than any day that somebody may wish for. */
export const EVER: LocalDate = '9999-12-31';

/** How many of a class are read at once. */
const PAGE = 25;
/**
 * How many a run may look at that have no place. Of a class one may need more work and road than another, and must not
 * hide it; but where there is no room for the least of a class, nobody of it is read.
 */
const MOST_IN_VAIN = 500;

type Place = (demand: Demand) => Promise<Placement | null>;

/** Who is parked at an institution and has a claim to room of which a run of its dispatcher knows. */
export class Parked {
  readonly #institution: InstitutionId;
  readonly #teams: ReadonlyMap<string, Team>;
  /** Of each team, up to which day room is known. */
  readonly #room = new Map<string, LocalDate>();
  /** Appointments that have been looked at: a run does so once. */
  readonly #passed = new Set<string>();
  #inVain = 0;
  /** Of each class, behind which place somebody may have one. */
  readonly #behind = new Map<string, string>();
  /** The classes in which somebody may still get a place; read once, when there is room of which to know. */
  #classes: ParkedClass[] | undefined;

  constructor(institution: InstitutionId, teams: ReadonlyMap<string, Team>) {
    this.#institution = institution;
    this.#teams = teams;
  }

  /** Calls in whom this capacity may serve. */
  call({ until, teams = [...this.#teams.keys()] }: Capacity): void {
    for (const id of teams) {
      if (until > (this.#room.get(id) ?? '')) this.#room.set(id, until);
    }
  }

  /** Whether everybody is called in who has a claim to this place. */
  covers({ team, shift }: Placement): boolean {
    return shift.date <= (this.#room.get(team.id) ?? '');
  }

  pass({ appointmentId }: QueueEntry): void {
    this.#passed.add(appointmentId);
  }

  /** The first of each class that have a place now. One that has none gets none in this run, which only takes room. */
  async withPlace(place: Place): Promise<QueueEntry[]> {
    if (this.#room.size === 0) return [];
    this.#classes ??= await listClasses(this.#institution);
    const found: QueueEntry[] = [];
    const done = new Set<ParkedClass>();
    for (const parkedClass of this.#classes.filter((one) => this.#isCalled(one))) {
      const first = await this.#firstOf(parkedClass, place);
      found.push(...first);
      if (first.length === 0) done.add(parkedClass);
    }
    this.#classes = this.#classes.filter((one) => !done.has(one));
    return found;
  }

  /** Those that have a place of the first page of a class where anybody has one. */
  async #firstOf(parkedClass: ParkedClass, place: Place): Promise<QueueEntry[]> {
    const name = classKey(parkedClass);
    while (this.#inVain < MOST_IN_VAIN && (await this.#isRoomFor(parkedClass, place))) {
      const after = this.#behind.get(name);
      const { items, next, empty } = await parkedOf(this.#institution, parkedClass, PAGE, after);
      if (empty && after === undefined) await forgetClass(parkedClass);
      const found: QueueEntry[] = [];
      for (const entry of items) {
        if (this.#passed.has(entry.appointmentId)) continue;
        if (await place(entry)) found.push(entry);
        else this.#passInVain(entry);
      }
      if (found.length > 0 || next === null) return found;
      this.#behind.set(name, next);
    }
    return [];
  }

  #passInVain(entry: QueueEntry): void {
    this.pass(entry);
    this.#inVain++;
  }

  /** Whether there is room for the least of a class. */
  async #isRoomFor(parkingClass: ParkingClass, place: Place): Promise<boolean> {
    const able = [...this.#teams.values()].filter((team) => mayServe(team, parkingClass));
    for (const base of new Set(able.map((team) => team.base))) {
      if (await place(leastOf(parkingClass, base))) return true;
    }
    return false;
  }

  #isCalled(parkingClass: ParkingClass): boolean {
    return [...this.#room].some(([id, until]) => {
      const team = this.#teams.get(id);
      return team && (parkingClass.notBefore ?? '') <= until && mayServe(team, parkingClass);
    });
  }
}

/** Shifts keep the vehicle they were planned with: whether the team has one now says nothing of them. */
const mayServe = (team: Team, { mode, fields }: ParkingClass): boolean =>
  unfit({ mode, fields }, team, { vehicle: team.vehicle ?? 'as planned' }) === null;

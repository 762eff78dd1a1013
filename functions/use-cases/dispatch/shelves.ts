import type { Shift, Team } from '#domain/dispatch/capacity.ts';
import { type Demand, type Placement, place, travelMinutes } from '#domain/dispatch/placement.ts';
import { sizes, sizesFor } from '#domain/dispatch/room.ts';
import type { LocalDate } from '#domain/time/calendar.ts';
import type { InstitutionId } from '#domain/units/institution.ts';
import { shiftsWithRoom } from '#store/dispatch/shifts.ts';

const PAGE = 50;

/** Shifts with room of one size from a day on, read as far as somebody has looked. */
type Shelf = { size: number; from: LocalDate; shifts: Shift[]; cursor: string | undefined; whole: boolean };

/**
 * The capacity of an institution as one run of its dispatcher sees it: read by size of room and by day, and only as far
 * as the first day that serves. What the run itself took or read by its key is newer than what the index shows, and may
 * not be shown there yet.
 */
export class Shelves {
  readonly #institution: InstitutionId;
  readonly #teams: ReadonlyMap<string, Team>;
  readonly #today: LocalDate;
  readonly #shelves: Shelf[] = [];
  readonly #known = new Map<string, Shift>();
  readonly #room = new Map<LocalDate, Promise<boolean>>();

  constructor(institution: InstitutionId, teams: ReadonlyMap<string, Team>, today: LocalDate) {
    this.#institution = institution;
    this.#teams = teams;
    this.#today = today;
  }

  /** A shift as it was written or read just now. */
  know(shift: Shift): void {
    this.#known.set(shift.id, shift);
  }

  /** The best place for a job on the earliest day that has one; null where no shift has room for it. */
  async place(demand: Demand): Promise<Placement | null> {
    const from = this.#from(demand.requestedDate);
    const found = await Promise.all(
      sizesFor(leastMinutes(demand)).map((size) => this.#upToFirst(demand, this.#shelf(size, from))),
    );
    const unknown = found.flat().filter(({ id }) => !this.#known.has(id));
    return place(demand, [...unknown, ...this.#known.values()], this.#teams, this.#today);
  }

  /** Whether there is any room at all from the day on that a job may be done; asked once a run and day. */
  hasRoom({ requestedDate }: Pick<Demand, 'requestedDate'>): Promise<boolean> {
    const from = this.#from(requestedDate);
    const known = [...this.#known.values()].some(({ date, remaining }) => date >= from && remaining > 0);
    const asked = known
      ? Promise.resolve(true)
      : (this.#room.get(from) ?? hasRoomFrom(this.#institution, from));
    this.#room.set(from, asked);
    return asked;
  }

  #from(requestedDate: LocalDate | null): LocalDate {
    return requestedDate !== null && requestedDate > this.#today ? requestedDate : this.#today;
  }

  /** One that was read to its end says all of later days too: `place` passes over the earlier ones. */
  #shelf(size: number, from: LocalDate): Shelf {
    const read = this.#shelves.find(
      (shelf) => shelf.size === size && (shelf.from === from || (shelf.whole && shelf.from < from)),
    );
    if (read) return read;
    const shelf: Shelf = { size, from, shifts: [], cursor: undefined, whole: false };
    this.#shelves.push(shelf);
    return shelf;
  }

  /** The shifts of a shelf up to the end of the first day that can take the job. */
  async #upToFirst(demand: Demand, shelf: Shelf): Promise<Shift[]> {
    const seen: Shift[] = [];
    let day: LocalDate | undefined;
    for (let index = 0; ; index++) {
      if (index === shelf.shifts.length && !(await this.#readOn(shelf))) return seen;
      const listed = shelf.shifts[index];
      if (!listed) continue;
      if (day !== undefined && listed.date > day) return seen;
      const shift = this.#newer(listed);
      if (!place(demand, [shift], this.#teams, this.#today)) continue;
      seen.push(shift);
      day = listed.date;
    }
  }

  #newer(listed: Shift): Shift {
    const known = this.#known.get(listed.id);
    return known && known.version > listed.version ? known : listed;
  }

  /** @returns whether there was more to read. */
  async #readOn(shelf: Shelf): Promise<boolean> {
    if (shelf.whole) return false;
    const { items, next } = await shiftsWithRoom(this.#institution, shelf.size, shelf.from, {
      limit: PAGE,
      cursor: shelf.cursor,
    });
    shelf.shifts.push(...items);
    shelf.cursor = next ?? undefined;
    shelf.whole = next === null;
    return items.length > 0 || !shelf.whole;
  }
}

/** What a job takes of any shift at the least: its work, and the shortest road. */
const leastMinutes = ({ mode, minutes, division }: Demand): number =>
  minutes + (mode === 'on-site' ? travelMinutes(division, division) : 0);

async function hasRoomFrom(institution: InstitutionId, from: LocalDate): Promise<boolean> {
  const pages = await Promise.all(
    sizes.map((_, size) => shiftsWithRoom(institution, size, from, { limit: 1 })),
  );
  return pages.some(({ items }) => items.length > 0);
}

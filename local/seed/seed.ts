import { localDate } from '#domain/time/calendar.ts';
import { InstitutionId } from '#domain/units/institution.ts';
import { createShift, listShifts, shiftId } from '#store/dispatch/shifts.ts';
import { listTeams, writeTeam } from '#store/dispatch/teams.ts';
import { commit, MAXIMUM_WRITES, type Write } from '#store/dynamodb/transaction.ts';
import { findOrganisation, writeOrganisation } from '#store/organisations/organisations.ts';
import { demonstrationOrganisations } from './organisations.ts';
import { demonstrationShifts, PLANNED_DAYS, workingDaysFrom } from './shifts.ts';
import { demonstrationTeams } from './teams.ts';

/**
 * Writes what is missing of the demonstration: organisations, teams, and the shifts of the next working days. What is
 * there stays as it is, so it may run at each start, and after the clock was moved.
 * @param now milliseconds since 1970
 */
export async function seed(now: number): Promise<void> {
  await Promise.all([seedOrganisations(now), seedTeams(), seedShifts(now)]);
}

/** Plans the shifts of the next working days for every institution, as its dispatcher would. */
export async function seedShifts(now: number): Promise<void> {
  const days = workingDaysFrom(localDate(now), PLANNED_DAYS);
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return;
  await Promise.all(
    planned.map(async (institution) => {
      const teams = demonstrationTeams.filter((team) => team.institution === institution);
      const wanted = demonstrationShifts(teams, days, shiftId);
      const present = await listShifts(institution, first, last);
      await write(missing(wanted, present.shifts).map(createShift));
    }),
  );
}

/** Tongchuan's dispatcher has planned nothing yet: there an appointment waits, and one can see in which order. */
const planned = InstitutionId.options.filter((id) => id !== 'institution-tongchuan');

async function seedTeams(): Promise<void> {
  const present = (await Promise.all(InstitutionId.options.map(listTeams))).flat();
  await write(missing(demonstrationTeams, present).map(writeTeam));
}

async function seedOrganisations(now: number): Promise<void> {
  const present = await Promise.all(demonstrationOrganisations.map(({ code }) => findOrganisation(code)));
  const absent = demonstrationOrganisations.filter((_, index) => !present[index]);
  const updatedAt = new Date(now).toISOString();
  await write(absent.map((organisation) => writeOrganisation({ ...organisation, version: 1, updatedAt })));
}

function missing<Row extends { id: string }>(wanted: readonly Row[], present: readonly Row[]): Row[] {
  const ids = new Set(present.map((row) => row.id));
  return wanted.filter((row) => !ids.has(row.id));
}

async function write(writes: Write[]): Promise<void> {
  for (let at = 0; at < writes.length; at += MAXIMUM_WRITES)
    await commit(writes.slice(at, at + MAXIMUM_WRITES));
}

import type { Appointment } from '#domain/appointments/appointment.ts';
import type { Reference } from '#domain/appointments/reference.ts';
import type { OrganisationInput } from '#domain/organisations/organisation.ts';
import { fieldProblem } from '#domain/problem.ts';
import { type LocalDate, localDate } from '#domain/time/calendar.ts';
import type { UnitId } from '#domain/units/unit.ts';
import { instrumentType } from '#policies/catalogue.ts';
import { policyFor } from '#policies/index.ts';
import { tariffFen } from '#policies/tariff.ts';
import { chosenWithin, unitOfDivision } from '#policies/units.ts';

/** What the policies room says of a unit on a day. */
export const referenceFor = (unit: UnitId, date: LocalDate): Reference => ({
  policy: policyFor(unit, date),
  typeOf: instrumentType,
  tariffOf: tariffFen,
});

/** What held for an appointment on the day of its triage: its price rests on it for good. */
export const referenceOfTriage = ({ unit, triage }: Pick<Appointment, 'unit' | 'triage'>): Reference =>
  referenceFor(unit, localDate(Date.parse(triage.at)));

/**
 * The unit that serves a place of use: by its division, or the one that the organisation has chosen, where that has none.
 * @throws Problem Validation for a division that is not in the table.
 */
export function servingUnit(division: string, organisation: Pick<OrganisationInput, 'unit'>): UnitId {
  const unit = unitOfDivision(division);
  if (!unit) {
    throw fieldProblem(
      '/division',
      `区划表中没有 ${division}，请填写使用地点的县级区划代码。`,
      `${division} is not in the table of divisions: give the county code of the place of use.`,
    );
  }
  return chosenWithin(organisation.unit)?.includes(unit) ? organisation.unit : unit;
}

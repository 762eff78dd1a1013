import type { Team } from '#domain/dispatch/capacity.ts';
import { MeasurementField } from '#domain/ledger/catalogue.ts';
import { institutionOf } from '#domain/units/institution.ts';
import type { Unit, UnitId } from '#domain/units/unit.ts';
import { divisions } from '#policies/divisions.ts';
import { unitOfDivision, units } from '#policies/units.ts';
import { demonstrationAccount, peopleOf } from './people.ts';

/** Where the teams of a unit that has no county of its own start from. */
const centres: Partial<Record<UnitId, string>> = { shaanxi: '610102', xixian: '610402' };

/** What is asked for every day; the first team and the laboratory can do everything. */
const everyday: Team['fields'] = ['thermal', 'medical', 'mass', 'pressure'];

/**
 * The teams 计量技术服务小分队 of every unit: two that drive out, one of them for everyday work, and the laboratory. Their
 * people are the demonstration technicians of the unit, three, because verifying takes three.
 */
export const demonstrationTeams: readonly Team[] = units.flatMap((unit, index) => teamsOf(unit, index));

function teamsOf(unit: Unit, index: number): Team[] {
  const [near = '610102', far = near] = countiesOf(unit.id);
  const { zh, en } = unit.name;
  const plate = (number: number) =>
    `陕${'AVBCDEFGHKAEVA'[index]}·计${String(index + 1).padStart(2, '0')}${number}`;
  const shared = { institution: institutionOf(unit.id), members: technicians(unit.id), version: 1 };
  return [
    {
      ...shared,
      id: `${unit.id}-field-1`,
      name: { zh: `${zh}计量技术服务第一小分队`, en: `${en} field team 1` },
      fields: MeasurementField.options.slice(),
      base: near,
      vehicle: plate(1),
      laboratory: false,
    },
    {
      ...shared,
      id: `${unit.id}-field-2`,
      name: { zh: `${zh}计量技术服务第二小分队`, en: `${en} field team 2` },
      fields: everyday,
      base: far,
      vehicle: plate(2),
      laboratory: false,
    },
    {
      ...shared,
      id: `${unit.id}-laboratory`,
      name: { zh: `${zh}实验室`, en: `${en} laboratory` },
      fields: MeasurementField.options.slice(),
      base: near,
      vehicle: null,
      laboratory: true,
    },
  ];
}

function countiesOf(unit: UnitId): string[] {
  const centre = centres[unit];
  return centre
    ? [centre]
    : divisions.filter(({ code }) => unitOfDivision(code) === unit).map(({ code }) => code);
}

function technicians(unit: UnitId): Team['members'] {
  return Array.from({ length: peopleOf('technician') }, (_, index) => {
    const { subject, name } = demonstrationAccount('technician', unit, index + 1);
    return { subject, name };
  });
}

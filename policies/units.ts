import { levelOf, type Unit, UnitId } from '#domain/units/unit.ts';
import { division } from '#policies/divisions.ts';

/** All reporting units, the province first. */
export const units: readonly Unit[] = UnitId.options.map((id) => ({
  id,
  name: UnitId.labels[id],
  level: levelOf(id),
}));

const byId = new Map(units.map((unit) => [unit.id, unit]));

/** The unit of an id. */
export function unitById(id: UnitId): Unit {
  const unit = byId.get(id);
  if (unit === undefined) throw new RangeError(`no unit ${id}`);
  return unit;
}

const unitOfCity: Readonly<Record<string, UnitId>> = {
  '610100': 'xian',
  '610200': 'tongchuan',
  '610300': 'baoji',
  '610400': 'xianyang',
  '610500': 'weinan',
  '610600': 'yanan',
  '610700': 'hanzhong',
  '610800': 'yulin',
  '610900': 'ankang',
  '611000': 'shangluo',
};

// Counties with a bureau that reports to the province itself.
const unitOfCounty: Readonly<Record<string, UnitId>> = { '610403': 'yangling', '610581': 'hancheng' };

/**
 * The unit that serves a county by its code, or undefined for a code that is not in the table.
 */
export function unitOfDivision(code: string): UnitId | undefined {
  const county = division(code);
  if (county === undefined) return undefined;
  return unitOfCounty[code] ?? unitOfCity[county.cityCode];
}

// Xixian New Area has no code: places in it carry one of Xi'an or Xianyang, so an organisation there chooses it itself.
const withoutDivision: Partial<Record<UnitId, readonly UnitId[]>> = { xixian: ['xian', 'xianyang'] };

/** The units whose divisions the places of a unit carry that has none of its own; undefined for all others. */
export const chosenWithin = (unit: UnitId): readonly UnitId[] | undefined => withoutDivision[unit];

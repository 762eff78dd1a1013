import type { Unit, UnitId } from '#domain/units/unit.ts';
import { division } from '#policies/divisions.ts';

const names: Readonly<Record<UnitId, { zh: string; en: string; level: Unit['level'] }>> = {
  shaanxi: { zh: '陕西省', en: 'Shaanxi Province', level: 'province' },
  xian: { zh: '西安', en: "Xi'an", level: 'city' },
  tongchuan: { zh: '铜川', en: 'Tongchuan', level: 'city' },
  baoji: { zh: '宝鸡', en: 'Baoji', level: 'city' },
  xianyang: { zh: '咸阳', en: 'Xianyang', level: 'city' },
  weinan: { zh: '渭南', en: 'Weinan', level: 'city' },
  yanan: { zh: '延安', en: "Yan'an", level: 'city' },
  hanzhong: { zh: '汉中', en: 'Hanzhong', level: 'city' },
  yulin: { zh: '榆林', en: 'Yulin', level: 'city' },
  ankang: { zh: '安康', en: 'Ankang', level: 'city' },
  shangluo: { zh: '商洛', en: 'Shangluo', level: 'city' },
  hancheng: { zh: '韩城', en: 'Hancheng', level: 'zone' },
  yangling: { zh: '杨凌', en: 'Yangling', level: 'zone' },
  xixian: { zh: '西咸新区', en: 'Xixian New Area', level: 'zone' },
};

/**
 * All reporting units, the province first. The article names no institution, so each unit has the one statutory
 * institution that the law gives it (计量法 art. 20), under a descriptive name.
 */
export const units: readonly Unit[] = (Object.keys(names) as UnitId[]).map((id) => {
  const { zh, en, level } = names[id];
  return {
    id,
    name: { zh, en },
    level,
    institution: {
      id: `institution-${id}`,
      name: { zh: `${zh}法定计量检定机构`, en: `Statutory metrology institution of ${en}` },
    },
  };
});

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
 * The unit that serves a county, or undefined for a code that is not in the table. Xixian New Area has no code: places
 * in it carry one of Xi'an or Xianyang, so an organisation there chooses its unit itself.
 */
export function unitOfDivision(code: string): UnitId | undefined {
  const county = division(code);
  if (county === undefined) return undefined;
  return unitOfCounty[code] ?? unitOfCity[county.cityCode];
}

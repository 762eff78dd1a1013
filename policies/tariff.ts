import type { ServiceKind } from '#domain/ledger/catalogue.ts';
import type { LocalDate } from '#domain/time/calendar.ts';

/** What one instrument costs from a day on, in fen. */
export type TariffRow = {
  readonly type: string;
  readonly kind: ServiceKind;
  readonly fen: number;
  readonly from: LocalDate;
  /** Last day; null while it is in force. */
  readonly to: LocalDate | null;
  readonly source: string;
};

const FROM = '2017-04-01';
const HOSPITAL = "one hospital's table of fees (secondary source)";
const P = 'P: for demonstration';

const row = (type: string, kind: ServiceKind, yuan: number, source: string): TariffRow => ({
  type,
  kind,
  fen: yuan * 100,
  from: FROM,
  to: null,
  source,
});

/** A tariff for demonstration; Shaanxi's own was not found. A deployment puts its own rows here. */
export const tariff: readonly TariffRow[] = [
  row('infrared-forehead-thermometer', 'calibration', 60, P),
  row('infrared-forehead-thermometer', 'check', 20, P),
  row('infrared-ear-thermometer', 'verification', 60, P),
  row('infrared-screening-thermograph', 'calibration', 400, P),
  row('infrared-screening-thermograph', 'test', 300, P),
  row('glass-thermometer', 'verification', 5, P),
  row('medical-electronic-thermometer', 'verification', 20, P),
  row('sphygmomanometer', 'verification', 30, HOSPITAL),
  row('automatic-sphygmomanometer', 'verification', 30, HOSPITAL),
  row('electrocardiograph', 'verification', 260, HOSPITAL),
  row('digital-electrocardiograph', 'verification', 260, HOSPITAL),
  row('patient-monitor', 'calibration', 200, HOSPITAL),
  row('ventilator', 'calibration', 600, HOSPITAL),
  row('infusion-pump', 'calibration', 200, P),
  row('defibrillator', 'calibration', 350, HOSPITAL),
  row('infant-incubator', 'calibration', 300, P),
  row('truck-scale', 'verification', 1500, P),
  row('truck-scale', 'calibration', 1500, P),
  row('price-computing-scale', 'verification', 30, P),
  row('price-computing-scale', 'calibration', 30, P),
  row('belt-weigher', 'verification', 2000, P),
  row('belt-weigher', 'calibration', 2000, P),
  row('flow-meter', 'verification', 500, P),
  row('flow-meter', 'calibration', 500, P),
  row('gas-alarm', 'verification', 120, P),
  row('gas-alarm', 'calibration', 120, P),
  row('sound-level-meter', 'verification', 300, P),
  row('sound-level-meter', 'calibration', 300, P),
  row('opacimeter', 'verification', 300, P),
  row('opacimeter', 'calibration', 300, P),
  row('moisture-meter', 'verification', 200, P),
  row('moisture-meter', 'calibration', 200, P),
  row('pressure-gauge', 'verification', 35, P),
  row('pressure-gauge', 'calibration', 35, P),
  row('industrial-thermometer', 'verification', 50, P),
  row('industrial-thermometer', 'calibration', 50, P),
  row('caliper', 'verification', 45, P),
  row('caliper', 'calibration', 45, P),
  row('testing-machine', 'verification', 800, P),
  row('testing-machine', 'calibration', 800, P),
  row('digital-multimeter', 'calibration', 240, P),
];

const rowsOf = Map.groupBy(tariff, (entry) => `${entry.type}/${entry.kind}`);

/**
 * The tariff for one instrument on a day, in fen; undefined where there is none (a type outside the catalogue, a kind
 * that is not offered, a day before the first tariff): then a person prices it.
 */
export function tariffFen(typeId: string, kind: ServiceKind, date: LocalDate): number | undefined {
  return rowsOf
    .get(`${typeId}/${kind}`)
    ?.find((entry) => entry.from <= date && (entry.to === null || date <= entry.to))?.fen;
}

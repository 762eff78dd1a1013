import { describe, expect, it } from 'vitest';
import { InstrumentType } from '#domain/ledger/catalogue.ts';
import { OTHER_TYPE } from '#domain/ledger/instrument.ts';
import { catalogue, instrumentType } from '#policies/catalogue.ts';
import { tariff, tariffFen } from '#policies/tariff.ts';

describe('the catalogue', () => {
  it.each(catalogue.map((type) => [type.id, type] as const))(
    'describes %s without contradiction',
    (_, type) => {
      expect(InstrumentType.parse(type)).toEqual(type);
      expect(type.kinds).toContain(type.kind);
      // A compulsory instrument can be verified, a calibration alone names no validity, a first verification no next one.
      if (type.catalogueItem !== null) expect(type.kinds).toContain('verification');
      expect(type.cycleMonths !== null).toBe(type.kinds.includes('verification') && !type.firstOnly);
      // What rests on no text says so.
      if (!type.verified) expect(type.source).toMatch(/P:|inferred|secondary/);
    },
  );

  it('names each type once, and "other" never', () => {
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
    expect(instrumentType('truck-scale')?.name.zh).toBe('电子汽车衡');
    expect(instrumentType(OTHER_TYPE)).toBeUndefined();
  });

  it('has the cycles that a source gives', () => {
    expect(instrumentType('sphygmomanometer')?.cycleMonths).toBe(6);
    expect(instrumentType('automatic-sphygmomanometer')?.cycleMonths).toBe(6);
    expect(instrumentType('digital-electrocardiograph')?.cycleMonths).toBe(12);
    expect(instrumentType('truck-scale')?.cycleMonths).toBe(12);
    expect(instrumentType('glass-thermometer')).toMatchObject({ firstOnly: true, cycleMonths: null });
  });
});

describe('the tariff', () => {
  it('has a price for every kind of service that is offered, and no other', () => {
    const offered = catalogue.flatMap((type) => type.kinds.map((kind) => `${type.id}/${kind}`));
    expect(tariff.map(({ type, kind }) => `${type}/${kind}`).sort()).toEqual(offered.sort());
    for (const { fen } of tariff) expect(Number.isSafeInteger(fen) && fen > 0).toBe(true);
  });

  it.each([
    ['sphygmomanometer', 'verification', 3000],
    ['electrocardiograph', 'verification', 26_000],
    ['patient-monitor', 'calibration', 20_000],
    ['ventilator', 'calibration', 60_000],
    ['defibrillator', 'calibration', 35_000],
  ] as const)('asks for %s, %s: %i fen, as the table that was found', (type, kind, fen) => {
    expect(tariffFen(type, kind, '2020-03-06')).toBe(fen);
  });

  it('leaves to a person what it has no price for', () => {
    expect(tariffFen('other', 'calibration', '2020-03-06')).toBeUndefined();
    expect(tariffFen('ventilator', 'verification', '2020-03-06')).toBeUndefined();
    expect(tariffFen('ventilator', 'calibration', '2017-03-31')).toBeUndefined();
  });
});

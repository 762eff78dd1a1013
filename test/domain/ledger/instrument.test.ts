import { describe, expect, it } from 'vitest';
import type { InstrumentType } from '#domain/ledger/catalogue.ts';
import {
  classify,
  duplicateSerials,
  InstrumentLine,
  lineProblem,
  Purpose,
} from '#domain/ledger/instrument.ts';

const scale: InstrumentType = {
  id: 'truck-scale',
  name: { zh: '电子汽车衡', en: 'truck scale' },
  field: 'mass',
  catalogueItem: { name: '非自动衡器', list: '2020 No. 42', regime: 'V' },
  firstOnly: false,
  epidemic: false,
  document: 'JJG 539',
  kind: 'verification',
  kinds: ['verification', 'calibration'],
  cycleMonths: 12,
  minutes: 180,
  source: 'test',
  verified: true,
};
const ventilator: InstrumentType = {
  ...scale,
  id: 'ventilator',
  name: { zh: '呼吸机', en: 'ventilator' },
  field: 'medical',
  catalogueItem: null,
  epidemic: true,
  document: 'JJF 1234-2018',
  kind: 'calibration',
  kinds: ['calibration'],
  cycleMonths: null,
};

const line: InstrumentLine = {
  type: 'truck-scale',
  kind: 'verification',
  purpose: 'trade-settlement',
  model: 'SCS-100',
  serialNumber: 'A-2019/007',
  manufacturer: '西安某衡器厂',
};

describe('an instrument line', () => {
  it('is taken with and without what is optional', () => {
    const full = { ...line, measuringRange: '(0~100) t', accuracyClass: 'Ⅲ', place: '东门磅房' };
    expect(InstrumentLine.parse(line)).toEqual(line);
    expect(InstrumentLine.parse(full)).toEqual(full);
  });

  it('is trimmed', () => {
    expect(InstrumentLine.parse({ ...line, serialNumber: ' 7 ' }).serialNumber).toBe('7');
  });

  it.each([
    ['an unknown field', { quantity: 2 }, []],
    ['a kind that does not exist', { kind: 'repair' }, ['kind']],
    ['an empty serial number', { serialNumber: ' ' }, ['serialNumber']],
    ['a serial number of 61 characters', { serialNumber: '1'.repeat(61) }, ['serialNumber']],
    ['a serial number with a tab', { serialNumber: '1\t2' }, ['serialNumber']],
    ['a model of 81 characters', { model: 'M'.repeat(81) }, ['model']],
    ['a place of 121 characters', { place: '楼'.repeat(121) }, ['place']],
    ['a number for a model', { model: 100 }, ['model']],
    ['another name for a type that is known', { otherName: '地磅' }, ['otherName']],
    ['no name for another type', { type: 'other' }, ['otherName']],
  ])('is refused with %s, naming the field', (_, change, path) => {
    const { error } = InstrumentLine.safeParse({ ...line, ...change });
    expect(error?.issues.map((issue) => issue.path)).toEqual([path]);
  });

  it('names what the catalogue does not have', () => {
    expect(InstrumentLine.safeParse({ ...line, type: 'other', otherName: '糖量计' }).success).toBe(true);
  });
});

describe('classification by 计量法 art. 9', () => {
  it.each(Purpose.options.filter((purpose) => purpose !== 'other'))(
    'is compulsory for a catalogue type used for %s',
    (purpose) => {
      const { compulsory, reason, basis } = classify({ purpose }, scale);
      expect(compulsory).toBe(true);
      expect(reason.zh).toContain('非自动衡器');
      expect(basis).toContain('第九条');
      expect(basis).toContain('2020 No. 42');
    },
  );

  it('is not compulsory for another use, and says that the use is the reason', () => {
    const { compulsory, reason } = classify({ purpose: 'other' }, scale);
    expect(compulsory).toBe(false);
    expect(reason.zh).toContain('用途');
    expect(reason.en).toContain('its use');
  });

  it('is not compulsory for a type outside the catalogue, and says that the type is the reason', () => {
    const { compulsory, reason } = classify({ purpose: 'medical-health' }, ventilator);
    expect(compulsory).toBe(false);
    expect(reason.zh).toContain('未列入');
  });

  it('leaves an unknown type to a clerk', () => {
    const { compulsory, reason } = classify({ purpose: 'medical-health' }, undefined);
    expect(compulsory).toBe(false);
    expect(reason.en).toContain('clerk');
  });
});

describe('what a line may ask for', () => {
  it('is verification of a compulsory instrument', () => {
    expect(lineProblem(line, scale)).toBeNull();
  });

  it.each(['calibration', 'check', 'test'] as const)(
    'is not %s of a compulsory instrument: it gets a verification certificate',
    (kind) => {
      expect(lineProblem({ ...line, kind }, scale)?.zh).toContain('强检');
    },
  );

  it('is calibration of the same instrument where its use makes it not compulsory', () => {
    expect(lineProblem({ ...line, kind: 'calibration', purpose: 'other' }, scale)).toBeNull();
  });

  it('is not a kind that is not offered; the reason tells which are', () => {
    const problem = lineProblem({ ...line, type: 'ventilator', kind: 'verification' }, ventilator);
    expect(problem?.zh).toContain('校准');
    expect(problem?.en).toContain('ask for calibration');
  });

  it('is not a type that does not exist, but may be "other"', () => {
    expect(lineProblem({ ...line, type: 'sundial' }, undefined)?.en).toContain('sundial');
    expect(lineProblem({ ...line, type: 'other' }, undefined)).toBeNull();
  });
});

describe('instruments named twice', () => {
  it('are the later ones of the same maker, type and serial number', () => {
    expect(duplicateSerials([line, { ...line, serialNumber: '8' }, line, line])).toEqual([2, 3]);
  });

  it('are found however the number is written', () => {
    expect(duplicateSerials([line, { ...line, serialNumber: 'ａ２０１９ /007' }])).toEqual([1]);
  });

  it('are not two makers that use one number, nor two types', () => {
    const others = [
      { ...line, manufacturer: '宝鸡某衡器厂' },
      { ...line, type: 'belt-weigher' },
      { ...line, type: 'other', otherName: '轨道衡' },
      { ...line, type: 'other', otherName: '皮带秤' },
    ];
    expect(duplicateSerials([line, ...others])).toEqual([]);
  });
});

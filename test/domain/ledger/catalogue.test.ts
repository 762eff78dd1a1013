import { describe, expect, it } from 'vitest';
import { InstrumentType } from '#domain/ledger/catalogue.ts';

const type = {
  id: 'truck-scale',
  name: { zh: '电子汽车衡', en: 'truck scale' },
  field: 'mass',
  catalogueItem: { name: '非自动衡器', list: '2020 No. 42', regime: 'V' },
  firstOnly: false,
  epidemic: false,
  document: 'JJG 539',
  kind: 'verification',
  kinds: ['verification'],
  cycleMonths: 12,
  minutes: 180,
  source: 'test',
  verified: true,
};

describe('a type of instrument', () => {
  it('is described by its row', () => {
    expect(InstrumentType.parse(type)).toEqual(type);
  });

  it.each([
    ['no kind of service', { kinds: [] }],
    ['a list that is not in use', { catalogueItem: { name: '秤', list: '1987', regime: 'V' } }],
    ['a cycle of no months', { cycleMonths: 0 }],
    ['an id that is no path segment', { id: 'Truck Scale' }],
    ['no source', { source: '' }],
  ])('is refused with %s', (_, change) => {
    expect(InstrumentType.safeParse({ ...type, ...change }).success).toBe(false);
  });
});

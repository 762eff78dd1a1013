import { describe, expect, it } from 'vitest';
import { Evidence, EvidenceList, EvidenceType, evidenceProblem } from '#domain/organisations/evidence.ts';

const declared = { declaredBy: '李厂长', declaredAt: '2020-03-06T09:00:00+08:00' };
const size: Evidence = {
  type: 'size-declaration',
  industry: 'industry',
  staff: 30,
  revenueWan: 500,
  assetsWan: 800,
  ...declared,
};
const resumption: Evidence = { type: 'resumption-declaration', resumesOn: '2020-02-24', ...declared };
const epidemic: Evidence = {
  type: 'epidemic-use-declaration',
  use: '厂区入口测温',
  place: '一号门',
  ...declared,
};
const commitment: Evidence = { type: 'written-commitment', statement: '以上情况属实。', ...declared };

const organisation = {
  industry: 'industry',
  staff: 40,
  revenueWan: 450,
  assetsWan: 0,
  resumption: 'resumed',
} as const;

describe('evidence', () => {
  it.each([size, resumption, epidemic, commitment])('of type $type has its own fields', (evidence) => {
    expect(Evidence.parse(evidence)).toEqual(evidence);
    expect(Evidence.safeParse({ ...evidence, note: 'more' }).success).toBe(false);
    expect(Evidence.safeParse({ ...evidence, declaredBy: undefined }).success).toBe(false);
    expect(Evidence.safeParse({ ...evidence, declaredAt: 'yesterday' }).success).toBe(false);
  });

  it.each([
    { ...size, staff: -1 },
    { ...resumption, resumesOn: '2020-02-30' },
    { ...epidemic, use: '测'.repeat(201) },
    { ...commitment, statement: '' },
    { type: 'photograph', ...declared },
  ])('is refused: %o', (evidence) => {
    expect(Evidence.safeParse(evidence).success).toBe(false);
  });

  it('is at most one piece for each type there is', () => {
    expect(EvidenceList.safeParse([size, resumption, epidemic, commitment]).success).toBe(true);
    expect(EvidenceList.safeParse(Array.from({ length: 5 }, () => commitment)).success).toBe(false);
    expect(EvidenceList.safeParse([commitment, commitment]).success).toBe(false);
  });

  it('has a name for people, whatever its type', () => {
    expect(Object.keys(EvidenceType.labels).sort()).toEqual([...EvidenceType.options].sort());
  });
});

describe('evidence beside the register', () => {
  it('may differ in figures that give the same size', () => {
    expect(evidenceProblem(size, organisation)).toBeNull();
  });

  it('may not give another size', () => {
    expect(evidenceProblem({ ...size, staff: 10 }, organisation)?.en).toContain('micro');
  });

  it('cannot declare work resumed where the register says that it stands still', () => {
    expect(evidenceProblem(resumption, organisation)).toBeNull();
    expect(evidenceProblem(resumption, { ...organisation, resumption: 'stopped' })).not.toBeNull();
  });

  it('of other types says nothing that the register knows', () => {
    expect(evidenceProblem(epidemic, organisation)).toBeNull();
    expect(evidenceProblem(commitment, organisation)).toBeNull();
  });
});

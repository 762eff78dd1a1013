import { describe, expect, it } from 'vitest';
import type { QuoteInput } from '#domain/fees/benefits.ts';
import { quote } from '#domain/fees/pricing.ts';
import { classify } from '#domain/ledger/instrument.ts';
import type { EvidenceType } from '#domain/organisations/evidence.ts';
import type { SizeClass } from '#domain/organisations/size-class.ts';
import { laneFor } from '#domain/policy/lane-choice.ts';
import type { UnitId } from '#domain/units/unit.ts';
import { instrumentType } from '#policies/catalogue.ts';
import { policyFor } from '#policies/index.ts';
import { tariffFen } from '#policies/tariff.ts';

const DAY = '2020-03-06';

type Case = {
  unit: UnitId;
  sizeClass?: SizeClass;
  resuming?: boolean;
  medical?: boolean;
  type: string;
  purpose?: 'trade-settlement' | 'medical-health' | 'other';
  evidence?: EvidenceType[];
  count?: number;
  decision?: QuoteInput['decision'];
  date?: string;
};

/** A case as an enterprise meets it: rules and data of its unit together. */
function take(given: Case) {
  const {
    unit,
    sizeClass = 'small',
    resuming = false,
    medical = false,
    purpose = 'other',
    date = DAY,
  } = given;
  const type = instrumentType(given.type);
  if (type === undefined) throw new Error(`no type ${given.type}`);
  const policy = policyFor(unit, date);
  const { compulsory } = classify({ purpose }, type);
  const line = { type, kind: type.kind, compulsory, tariffFen: tariffFen(type.id, type.kind, date) ?? 0 };
  const lines = Array.from({ length: given.count ?? 1 }, (_, index) => ({ ...line, number: index + 1 }));
  const organisation = { sizeClass, resuming, medical };
  const { evidence = [], decision } = given;
  const result = quote({ policy, organisation, lines, evidence, institutionOverdue: false, decision, date });
  const lane = laneFor(policy, { ...organisation, epidemic: type.epidemic });
  return { ...result, lane, rules: result.lines.map(({ rule }) => rule) };
}

describe('what an enterprise pays', () => {
  it('in Xianyang is half, when it is medium or smaller and declares its size', () => {
    const given: Case = { unit: 'xianyang', type: 'caliper', evidence: ['size-declaration'] };
    expect(take(given)).toMatchObject({
      tariffFen: 4500,
      payableFen: 2250,
      rules: ['xianyang/half-by-size'],
      waiver: { status: 'automatic', rules: ['xianyang/half-by-size'] },
    });
    expect(take({ ...given, sizeClass: 'medium' }).payableFen).toBe(2250);
    expect(take({ ...given, sizeClass: 'large' }).payableFen).toBe(4500);
    expect(take({ ...given, evidence: [] }).payableFen).toBe(4500);
  });

  it('in Yulin is nothing for thermometers of a resuming enterprise, of any size', () => {
    const given: Case = {
      unit: 'yulin',
      sizeClass: 'large',
      resuming: true,
      type: 'infrared-forehead-thermometer',
      evidence: ['resumption-declaration'],
    };
    expect(take(given)).toMatchObject({
      payableFen: 0,
      rules: ['yulin/epidemic-free'],
      lane: { lane: 'green' },
    });
    expect(take({ ...given, type: 'caliper' }).payableFen).toBe(4500);
    expect(take({ ...given, resuming: false }).payableFen).toBe(6000);
    expect(take({ ...given, evidence: [] }).lines[0]?.notApplied.at(-1)?.reason.zh).toContain('复工复产声明');
  });

  it('in Shangluo is what a person decides, for small and micro enterprises within the scope', () => {
    const given: Case = {
      unit: 'shangluo',
      sizeClass: 'micro',
      type: 'infrared-forehead-thermometer',
      count: 5,
      evidence: ['size-declaration', 'epidemic-use-declaration'],
    };
    expect(take(given)).toMatchObject({
      tariffFen: 30_000,
      payableFen: 30_000,
      waiver: { status: 'to-decide', maxRatePercent: 60, eligibleFen: 30_000, countersignAboveFen: 10_000 },
    });
    const decision = { outcome: 'approved', ratePercent: 40, rule: 'shangluo/suitable-reduction' } as const;
    expect(take({ ...given, decision }).payableFen).toBe(18_000);
    expect(take({ ...given, sizeClass: 'medium' }).waiver.status).toBe('none');
    expect(take({ ...given, type: 'caliper' }).waiver.status).toBe('none');
  });

  it('in Yangling is nothing for a resuming enterprise, whatever it has tested', () => {
    const given: Case = {
      unit: 'yangling',
      resuming: true,
      type: 'caliper',
      evidence: ['resumption-declaration'],
    };
    expect(take(given)).toMatchObject({ payableFen: 0, rules: ['yangling/free-for-resuming'] });
    expect(take({ ...given, resuming: false }).payableFen).toBe(4500);
  });

  it('is nothing for compulsory verification anywhere, and the tariff for the same scale used inside', () => {
    const given: Case = { unit: 'tongchuan', type: 'truck-scale', purpose: 'trade-settlement' };
    expect(take(given)).toMatchObject({ payableFen: 0, rules: ['law/compulsory-free'] });
    expect(take({ ...given, purpose: 'other' })).toMatchObject({
      payableFen: 150_000,
      rules: ['tariff/standard'],
    });
  });

  it('is the tariff before the measures of February 2020', () => {
    const given: Case = {
      unit: 'xianyang',
      type: 'caliper',
      evidence: ['size-declaration'],
      date: '2020-02-24',
    };
    expect(take(given).payableFen).toBe(4500);
    expect(take({ ...given, date: '2020-02-25' }).payableFen).toBe(2250);
  });
});

describe('which lane an appointment takes', () => {
  it('is green for a resuming enterprise of any unit, and standard for another', () => {
    expect(take({ unit: 'hancheng', type: 'caliper', resuming: true }).lane).toMatchObject({
      lane: 'green',
      headStartHours: 120,
      onSiteWorkingDays: 5,
    });
    expect(take({ unit: 'hancheng', type: 'caliper' }).lane).toMatchObject({
      lane: 'standard',
      onSiteWorkingDays: 10,
    });
  });

  it("in Yan'an is green for an epidemic instrument of anybody", () => {
    expect(take({ unit: 'yanan', type: 'infrared-ear-thermometer' }).lane.rule).toBe('yanan/green-epidemic');
    expect(take({ unit: 'xian', type: 'infrared-ear-thermometer' }).lane.lane).toBe('standard');
  });

  it('in Weinan promises shorter days', () => {
    expect(take({ unit: 'weinan', type: 'caliper', resuming: true }).lane.onSiteWorkingDays).toBe(4);
    expect(take({ unit: 'weinan', type: 'caliper' }).lane.onSiteWorkingDays).toBe(9);
  });

  it('is the emergency one for epidemic instruments of a hospital', () => {
    const given: Case = { unit: 'ankang', type: 'ventilator', medical: true, resuming: true };
    expect(take(given).lane).toMatchObject({ lane: 'emergency', headStartHours: 192, onSiteWorkingDays: 2 });
    expect(take({ ...given, type: 'truck-scale' }).lane.lane).toBe('green');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QuoteInput, QuoteInputLine } from '#domain/fees/benefits.ts';
import { quote } from '#domain/fees/pricing.ts';
import { needsCountersign, Quote } from '#domain/fees/quote.ts';
import type { InstrumentType } from '#domain/ledger/catalogue.ts';
import { EvidenceType } from '#domain/organisations/evidence.ts';
import { SizeClass } from '#domain/organisations/size-class.ts';
import type { DiscretionaryWaiver, WaiverRule } from '#domain/policy/policy.ts';

const thermometer: InstrumentType = {
  id: 'infrared-forehead-thermometer',
  name: { zh: '红外额温计', en: 'infrared forehead thermometer' },
  field: 'thermal',
  catalogueItem: null,
  firstOnly: false,
  epidemic: true,
  document: 'JJF 1107-2003',
  kind: 'calibration',
  kinds: ['calibration', 'check'],
  cycleMonths: null,
  minutes: 15,
  source: 'test',
  verified: true,
};
const scale: InstrumentType = {
  ...thermometer,
  id: 'truck-scale',
  name: { zh: '电子汽车衡', en: 'truck scale' },
  field: 'mass',
  catalogueItem: { name: '非自动衡器', list: '2020 No. 42', regime: 'V' },
  epidemic: false,
  kind: 'verification',
  kinds: ['verification', 'calibration'],
};

const common = { version: '2020-02-25', measure: 'xianyang/m', evidence: [], source: 'test' };
const half: WaiverRule = {
  ...common,
  id: 'xianyang/half',
  title: { zh: '减半', en: 'Half' },
  kind: 'fixed',
  ratePercent: 50,
  decides: 'automatic',
  when: { sizeClasses: ['medium', 'small', 'micro'] },
  evidence: ['size-declaration'],
};
const free: WaiverRule = {
  ...common,
  id: 'yulin/free',
  title: { zh: '全免', en: 'Free' },
  kind: 'full',
  ratePercent: 100,
  decides: 'automatic',
  when: { resuming: true, epidemic: true },
};
const suitable: DiscretionaryWaiver = {
  ...common,
  id: 'shangluo/suitable',
  title: { zh: '适当减免', en: 'Suitable reduction' },
  kind: 'discretionary',
  ratePercent: 60,
  decides: 'approver',
  when: { sizeClasses: ['small', 'micro'], epidemic: true, fields: ['thermal', 'medical'] },
  countersignAboveFen: 10_000,
  reviewHours: 48,
  escalatedReviewHours: 24,
  countersignHours: 24,
  onSilence: { outcome: 'reject' },
};

const calibration = (number: number, tariffFen = 6000): QuoteInputLine => ({
  number,
  type: thermometer,
  kind: 'calibration',
  compulsory: false,
  tariffFen,
});
const compulsory = (number: number, tariffFen = 150_000): QuoteInputLine => ({
  number,
  type: scale,
  kind: 'verification',
  compulsory: true,
  tariffFen,
});

const input = (change: Partial<QuoteInput> = {}): QuoteInput => ({
  policy: { waivers: [] },
  organisation: { sizeClass: 'micro', resuming: true, medical: false },
  lines: [calibration(1)],
  evidence: [],
  institutionOverdue: false,
  date: '2020-03-06',
  ...change,
});
const only = (change: Partial<QuoteInput>) => {
  const [line] = quote(input(change)).lines;
  if (line === undefined) throw new Error('a quote without lines');
  return line;
};
const refusals = (change: Partial<QuoteInput>) =>
  Object.fromEntries(only(change).notApplied.map(({ rule, reason }) => [rule, reason.zh]));

describe('the fee of a line', () => {
  it('is the tariff when no rule applies', () => {
    expect(only({})).toMatchObject({ payableFen: 6000, benefitPercent: 0, rule: 'tariff/standard' });
  });

  it('is nothing for compulsory verification, by law', () => {
    expect(only({ lines: [compulsory(1)] })).toMatchObject({
      payableFen: 0,
      benefitPercent: 100,
      rule: 'law/compulsory-free',
      ruleVersion: '财税〔2017〕20号',
    });
  });

  it('is the tariff for compulsory verification before the law made it free', () => {
    expect(only({ lines: [compulsory(1)], date: '2017-03-31' }).payableFen).toBe(150_000);
    expect(only({ lines: [compulsory(1)], date: '2017-04-01' }).payableFen).toBe(0);
  });

  it('is nothing when the institution is late', () => {
    expect(only({ institutionOverdue: true }).rule).toBe('law/institution-overdue');
    expect(only({ institutionOverdue: true }).payableFen).toBe(0);
  });

  it('is free by law before it is free by lateness or by policy', () => {
    const change = { institutionOverdue: true, policy: { waivers: [free, half] } };
    expect(only({ ...change, lines: [compulsory(1)] }).rule).toBe('law/compulsory-free');
    expect(only(change).rule).toBe('law/institution-overdue');
  });

  it('is what the full waiver leaves, not the half beside it: benefits are never added up', () => {
    const line = only({ policy: { waivers: [half, free] }, evidence: ['size-declaration'] });
    expect(line).toMatchObject({ rule: 'yulin/free', payableFen: 0, benefitPercent: 100 });
    expect(line.notApplied.find(({ rule }) => rule === 'xianyang/half')?.reason.zh).toContain('不叠加');
  });

  it('is half, with the evidence that it rests on', () => {
    expect(only({ policy: { waivers: [half] }, evidence: ['size-declaration'] })).toMatchObject({
      payableFen: 3000,
      rule: 'xianyang/half',
      ruleVersion: '2020-02-25',
      evidence: ['size-declaration'],
      reason: { zh: '减半：减免50%。', en: 'Half: 50 % off.' },
    });
  });

  it('drops what is left of a fen, in favour of the payer', () => {
    const policy = { waivers: [half] };
    expect(only({ policy, evidence: ['size-declaration'], lines: [calibration(1, 101)] }).payableFen).toBe(
      50,
    );
  });
});

describe('why a rule did not apply', () => {
  it('tells what to hand in when only that is missing', () => {
    expect(refusals({ policy: { waivers: [half] } })['xianyang/half']).toContain('缺少企业规模声明');
    expect(only({ policy: { waivers: [half] } }).payableFen).toBe(6000);
  });

  it.each([
    ['the size', { organisation: { sizeClass: 'large', resuming: true, medical: false } }, half, '大型'],
    [
      'work that goes on',
      { organisation: { sizeClass: 'micro', resuming: false, medical: false } },
      free,
      '复工复产',
    ],
    ['the instrument', { lines: [compulsory(1)] }, free, '涉疫'],
    ['an instrument nobody knows', { lines: [{ ...calibration(1), type: undefined }] }, free, '涉疫'],
    [
      'the scope',
      { lines: [{ ...calibration(1), type: { ...scale, epidemic: true } }] },
      suitable,
      '授权范围',
    ],
    ['not being a hospital', {}, { ...half, when: { medical: true as const } }, '医疗机构'],
    ['the type', {}, { ...half, when: { types: ['ventilator'] } }, '器具类型'],
    ['the kind of service', {}, { ...half, when: { kinds: ['check' as const] } }, '服务类别'],
  ] as const)('names %s', (_, change, rule, word) => {
    expect(refusals({ ...change, policy: { waivers: [rule as WaiverRule] } })[rule.id]).toContain(word);
  });

  it('is told for every rule of law and policy but the one applied', () => {
    const line = only({ policy: { waivers: [suitable, half, free] } });
    expect(line.notApplied.map(({ rule }) => rule)).toEqual([
      'law/compulsory-free',
      'law/institution-overdue',
      'xianyang/half',
      'shangluo/suitable',
    ]);
  });

  it('is told for calibration of a compulsory instrument, which the law does not make free', () => {
    const lines: QuoteInputLine[] = [{ ...compulsory(1), kind: 'calibration' }];
    expect(refusals({ lines })['law/compulsory-free']).toContain('不是检定');
  });
});

describe('a waiver that a person decides', () => {
  const policy = { waivers: [suitable] };
  const lines = [calibration(1), calibration(2, 24_001), compulsory(3)];

  it('is to decide: the lines cost the tariff until then', () => {
    const { payableFen, waiver } = quote(input({ policy, lines }));

    expect(payableFen).toBe(30_001);
    expect(waiver).toEqual({
      status: 'to-decide',
      rule: 'shangluo/suitable',
      maxRatePercent: 60,
      eligibleFen: 30_001,
      countersignAboveFen: 10_000,
      reviewHours: 48,
      escalatedReviewHours: 24,
      countersignHours: 24,
      onSilence: { outcome: 'reject' },
    });
  });

  it('gives what was approved, to the lines it is about', () => {
    const decision = { outcome: 'approved', ratePercent: 40, rule: 'shangluo/suitable' } as const;
    const result = quote(input({ policy, lines, decision }));

    expect(result.lines.map((line) => [line.rule, line.payableFen])).toEqual([
      ['shangluo/suitable', 3600],
      ['shangluo/suitable', 14_400],
      ['law/compulsory-free', 0],
    ]);
    expect(result.waiver).toEqual({
      status: 'decided',
      rule: 'shangluo/suitable',
      outcome: 'approved',
      ratePercent: 40,
    });
  });

  it('gives nothing when it was rejected, and says so on each line', () => {
    const result = quote(input({ policy, decision: { outcome: 'rejected' } }));

    expect(result.payableFen).toBe(6000);
    expect(result.waiver).toMatchObject({ status: 'decided', outcome: 'rejected', ratePercent: 0 });
    expect(result.lines[0]?.notApplied.at(-1)?.reason.zh).toContain('未获批准');
  });

  it('is not asked for when evidence is missing, nothing is to be paid, or the rest gives more', () => {
    const wanting = { ...suitable, evidence: ['epidemic-use-declaration' as const] };
    expect(quote(input({ policy: { waivers: [wanting] } })).waiver.status).toBe('none');
    expect(quote(input({ policy, lines: [calibration(1, 0)] })).waiver.status).toBe('none');
    expect(quote(input({ policy: { waivers: [suitable, free] } })).waiver).toEqual({
      status: 'automatic',
      rules: ['yulin/free'],
    });
  });

  it('is asked for where it could give more than what comes by itself', () => {
    const result = quote(input({ policy: { waivers: [suitable, half] }, evidence: ['size-declaration'] }));
    expect(result.payableFen).toBe(3000);
    expect(result.waiver.status).toBe('to-decide');
  });

  it('leaves the half where less than half was approved', () => {
    const decision = { outcome: 'approved', ratePercent: 40, rule: 'shangluo/suitable' } as const;
    const change = {
      policy: { waivers: [suitable, half] },
      evidence: ['size-declaration' as const],
      decision,
    };
    expect(only(change)).toMatchObject({ rule: 'xianyang/half', payableFen: 3000 });
  });

  it('takes the place of the half where more than half was approved', () => {
    const decision = { outcome: 'approved', ratePercent: 60, rule: 'shangluo/suitable' } as const;
    const change = {
      policy: { waivers: [half, suitable] },
      evidence: ['size-declaration' as const],
      decision,
    };
    expect(only(change)).toMatchObject({ rule: 'shangluo/suitable', payableFen: 2400 });
  });

  it('is not asked for where it could give no more than the half', () => {
    const policy = { waivers: [half, { ...suitable, ratePercent: 50 }] };
    expect(quote(input({ policy, evidence: ['size-declaration'] })).waiver.status).toBe('automatic');
  });

  it('gives nothing to lines of another rule', () => {
    const other = { ...suitable, id: 'shangluo/other', when: { types: ['truck-scale'] } };
    const decision = { outcome: 'approved', ratePercent: 40, rule: 'shangluo/suitable' } as const;
    const lines = [calibration(1), { ...calibration(2), type: scale }];
    const result = quote(input({ policy: { waivers: [suitable, other] }, lines, decision }));
    expect(result.lines.map((line) => line.payableFen)).toEqual([3600, 6000]);
  });

  it.each([
    ['above the most that the rule allows', { ratePercent: 61, rule: 'shangluo/suitable' }],
    ['of nothing', { ratePercent: 0, rule: 'shangluo/suitable' }],
    ['on a rule that leaves nothing to decide', { ratePercent: 40, rule: 'xianyang/half' }],
    ['on a rule of another unit', { ratePercent: 40, rule: 'baoji/other' }],
  ])('cannot be approved %s', (_, decided) => {
    const decision = { outcome: 'approved' as const, ...decided };
    expect(() => quote(input({ policy: { waivers: [suitable, half] }, decision }))).toThrow(RangeError);
  });

  it('is countersigned above the limit, not at it', () => {
    const limit = { eligibleFen: 25_000, countersignAboveFen: 10_000 };
    expect(needsCountersign(limit, 40)).toBe(false);
    expect(needsCountersign(limit, 41)).toBe(true);
    expect(needsCountersign({ eligibleFen: 25_001, countersignAboveFen: 10_000 }, 40)).toBe(true);
    expect(needsCountersign({ ...limit, countersignAboveFen: null }, 100)).toBe(false);
  });
});

describe('what the waiver policy says of an appointment', () => {
  it('is nothing when only the law gives', () => {
    expect(quote(input({ lines: [compulsory(1)] })).waiver).toEqual({ status: 'none' });
  });

  it('is the rules that gave by themselves', () => {
    const lines = [calibration(1), { ...calibration(2), type: scale }];
    const result = quote(input({ policy: { waivers: [half, free] }, lines, evidence: ['size-declaration'] }));
    expect(result.waiver).toEqual({ status: 'automatic', rules: ['xianyang/half', 'yulin/free'] });
  });

  it('is nothing to pay for nothing', () => {
    expect(quote(input({ lines: [] }))).toEqual({
      tariffFen: 0,
      payableFen: 0,
      lines: [],
      waiver: { status: 'none' },
    });
  });
});

// Few rates, so that rules often give the same.
const rates = fc.constantFrom(1, 33, 50, 60, 99);
const conditions = fc.record(
  {
    sizeClasses: fc.shuffledSubarray([...SizeClass.options], { minLength: 1 }),
    resuming: fc.constant(true as const),
    epidemic: fc.constant(true as const),
    medical: fc.constant(true as const),
  },
  { requiredKeys: [] },
);
const evidences = fc.subarray([...EvidenceType.options]);
const rules = fc
  .array(fc.tuple(fc.constantFrom('full', 'fixed', 'discretionary'), rates, conditions, evidences), {
    maxLength: 6,
  })
  .map((list) =>
    list.map(([kind, ratePercent, when, evidence], index): WaiverRule => {
      const shared = {
        ...common,
        id: `baoji/rule-${index}`,
        title: { zh: '规则', en: 'Rule' },
        when,
        evidence,
      };
      if (kind === 'full') return { ...shared, kind, ratePercent: 100, decides: 'automatic' };
      if (kind === 'fixed') return { ...shared, kind, ratePercent, decides: 'automatic' };
      return { ...suitable, ...shared, ratePercent };
    }),
  );
const inputs: fc.Arbitrary<QuoteInput> = fc.record({
  policy: fc.record({ waivers: rules }),
  organisation: fc.record({
    sizeClass: fc.constantFrom(...SizeClass.options),
    resuming: fc.boolean(),
    medical: fc.boolean(),
  }),
  lines: fc
    .array(fc.tuple(fc.boolean(), fc.boolean(), fc.integer({ min: 0, max: 10_000_000 })), { maxLength: 8 })
    .map((list) =>
      list.map(([ofLaw, known, tariffFen], index) => {
        if (ofLaw) return compulsory(index + 1, tariffFen);
        return { ...calibration(index + 1, tariffFen), type: known ? thermometer : undefined };
      }),
    ),
  evidence: evidences,
  institutionOverdue: fc.boolean(),
  date: fc.constant('2020-03-06'),
});

/** The same, with the decision that a person may make on the rule that waits for one. */
const decided = fc.tuple(inputs, fc.double({ min: 0, max: 1, noNaN: true })).map(([before, part]) => {
  const { waiver } = quote(before);
  if (waiver.status !== 'to-decide') return before;
  const ratePercent = Math.max(1, Math.round(part * waiver.maxRatePercent));
  return { ...before, decision: { outcome: 'approved' as const, ratePercent, rule: waiver.rule } };
});

describe('any quote', () => {
  it('never costs less than nothing or more than the tariff, and adds up', () => {
    fc.assert(
      fc.property(decided, (given) => {
        const result = quote(given);
        for (const line of result.lines) {
          expect(line.payableFen).toBeGreaterThanOrEqual(0);
          expect(line.payableFen).toBeLessThanOrEqual(line.tariffFen);
          expect(Number.isSafeInteger(line.payableFen)).toBe(true);
        }
        expect(result.payableFen).toBe(result.lines.reduce((sum, line) => sum + line.payableFen, 0));
        expect(result.tariffFen).toBe(given.lines.reduce((sum, line) => sum + line.tariffFen, 0));
        expect(result.lines.map((line) => line.number)).toEqual(given.lines.map((line) => line.number));
      }),
    );
  });

  it('is a Quote, as stored and as answered', () => {
    fc.assert(
      fc.property(decided, (given) => {
        const result = quote(given);
        expect(Quote.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
      }),
    );
  });

  it('does not depend on the order in which the rules are listed', () => {
    fc.assert(
      fc.property(decided, fc.infiniteStream(fc.nat()), (given, random) => {
        const shuffled = given.policy.waivers
          .map((rule) => [random.next().value ?? 0, rule] as const)
          .sort(([a], [b]) => a - b)
          .map(([, rule]) => rule);
        expect(quote({ ...given, policy: { waivers: shuffled } })).toEqual(quote(given));
      }),
    );
  });

  it('takes the first by id of twins, in whatever order they come', () => {
    const twins = [half, { ...half, id: 'xianyang/a' }, suitable, { ...suitable, id: 'shangluo/a' }];
    for (const waivers of [twins, [...twins].reverse()]) {
      const result = quote(input({ policy: { waivers }, evidence: ['size-declaration'] }));
      expect(result.lines[0]?.rule).toBe('xianyang/a');
      expect(result.waiver).toMatchObject({ rule: 'shangluo/a' });
    }
  });

  it('never gets dearer by a decision, and never by more evidence', () => {
    fc.assert(
      fc.property(decided, (given) => {
        const { decision: _, ...before } = given;
        expect(quote(given).payableFen).toBeLessThanOrEqual(quote(before).payableFen);
        const everything = { ...before, evidence: EvidenceType.options };
        expect(quote(everything).payableFen).toBeLessThanOrEqual(quote(before).payableFen);
      }),
    );
  });

  it('never lets a decision take the place of what comes by itself and is as good', () => {
    fc.assert(
      fc.property(decided, (given) => {
        const { decision: _, ...before } = given;
        const byItself = quote(before).lines;
        quote(given).lines.forEach((line, index) => {
          const own = byItself[index];
          expect(line.benefitPercent).toBeGreaterThanOrEqual(own?.benefitPercent ?? 0);
          if (line.rule !== own?.rule)
            expect(line.benefitPercent).toBeGreaterThan(own?.benefitPercent ?? 100);
        });
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { Appointment, In } from '#domain/appointments/appointment.ts';
import type { WaiverState } from '#domain/appointments/parts.ts';
import { Problem } from '#domain/problem.ts';
import { applyDecision } from '#domain/tasks/decision.ts';
import type { Decided, Decision, Outcome } from '#domain/tasks/outcome.ts';
import { resumption } from '#domain/tasks/resumption.ts';
import type { TaskStep } from '#domain/tasks/steps.ts';
import { applySilence } from '#domain/tasks/waiver-decision.ts';
import { appointmentIn, later, line, signed, TODAY, withWaiver } from '#test/factories/appointment.ts';

const by = signed('somebody');
const at = later(2);
const decideOn = (appointment: Appointment, step: TaskStep, decision: Decision) =>
  applyDecision(appointment, step, decision, { by, at });

const refusal = (run: () => unknown): Problem => {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was not refused');
};
const fieldOf = (run: () => unknown) => refusal(run).errors?.[0]?.field;

const record = (...lines: { line: number; testedOn?: string }[]): Decision => ({
  outcome: 'record',
  results: lines.map(({ line, testedOn = TODAY }) => ({ line, outcome: 'pass', testedOn })),
});

describe('intake', () => {
  const inReview = appointmentIn('IN_REVIEW');

  it('accepts', () => {
    expect(decideOn(inReview, 'intake-review', { outcome: 'accept' })).toMatchObject({
      appointment: { status: 'QUEUED' },
      event: 'Accepted',
    });
  });

  describe('of what the tariff does not price', () => {
    const other = (number: number) =>
      line(number, { type: 'other', otherName: '特制量具', serialNumber: `O-${number}` });
    const unpriced = appointmentIn('IN_REVIEW', { lines: [line(1), other(2), other(3)] });
    const accept = (...prices: { line: number; tariffFen: number }[]) =>
      decideOn(unpriced, 'intake-review', { outcome: 'accept', prices });

    it('is accepted with a price for each', () => {
      const prices = [
        { line: 2, tariffFen: 12_000 },
        { line: 3, tariffFen: 0 },
      ];
      expect(accept(...prices).appointment).toMatchObject({ status: 'QUEUED', triage: { prices } });
    });

    it('is not accepted without', () => {
      const problem = refusal(() => accept({ line: 2, tariffFen: 12_000 }));
      expect(problem.errors).toMatchObject([
        { field: '/prices', message: { en: expect.stringContaining('line 3') } },
      ]);
    });

    it.each([
      ['a line that the tariff prices', [{ line: 1, tariffFen: 1 }]],
      [
        'a line twice',
        [
          { line: 2, tariffFen: 1 },
          { line: 2, tariffFen: 2 },
        ],
      ],
    ])('is not accepted with a price for %s', (_what, prices) => {
      expect(fieldOf(() => accept(...prices))).toBe(`/prices/${prices.length - 1}/line`);
    });
  });

  it('returns with a reason, and one for each line concerned', () => {
    const lines = [{ line: 1, reason: '型号不全' }];
    const { appointment, event } = decideOn(inReview, 'intake-review', {
      outcome: 'return',
      reason: '请补充',
      lines,
    });
    expect(event).toBe('Returned');
    expect(appointment).toMatchObject({
      status: 'RETURNED',
      returned: { by: 'somebody', reason: '请补充', lines: [{ line: 1, reason: { zh: '型号不全' } }] },
    });
  });

  it('gives no reason for a line that there is not', () => {
    const lines = [
      { line: 1, reason: 'x' },
      { line: 2, reason: 'x' },
    ];
    expect(
      fieldOf(() => decideOn(inReview, 'intake-review', { outcome: 'return', reason: 'x', lines })),
    ).toBe('/lines/1/line');
  });
});

describe('verification', () => {
  const assigned = appointmentIn('ASSIGNED', withWaiver(2));
  const verifying = appointmentIn('VERIFYING', withWaiver(2));

  it('receives', () => {
    expect(decideOn(assigned, 'receive', { outcome: 'receive', condition: '完好' })).toMatchObject({
      appointment: { status: 'VERIFYING' },
      event: 'Received',
    });
  });

  it('records a result for each line, in rounds that count up and start unsigned', () => {
    const first = decideOn(assigned, 'test', record({ line: 1 }, { line: 2 })).appointment;
    expect(first).toMatchObject({ status: 'VERIFYING', results: { round: 1, testedBy: by, testedAt: at } });
    const again = decideOn(verifying, 'test', record({ line: 2 }, { line: 1 }))
      .appointment as In<'VERIFYING'>;
    expect(again.results).toMatchObject({ round: 2 });
    expect(again.results).not.toHaveProperty('checkedBy');
    expect(again.results).not.toHaveProperty('authorisedBy');
  });

  it('refuses a result that is missing, for no line, or for one twice', () => {
    expect(fieldOf(() => decideOn(assigned, 'test', record({ line: 1 })))).toBe('/results');
    expect(fieldOf(() => decideOn(assigned, 'test', record({ line: 1 }, { line: 2 }, { line: 3 })))).toBe(
      '/results/2/line',
    );
    expect(fieldOf(() => decideOn(assigned, 'test', record({ line: 1 }, { line: 1 }, { line: 2 })))).toBe(
      '/results/1/line',
    );
  });

  it('refuses a day of test before the appointment was made, or in the future', () => {
    const on = (testedOn: string) => record({ line: 1 }, { line: 2, testedOn });
    expect(fieldOf(() => decideOn(assigned, 'test', on('2026-03-01')))).toBe('/results/1/testedOn');
    expect(fieldOf(() => decideOn(assigned, 'test', on('2026-03-03')))).toBe('/results/1/testedOn');
    expect(decideOn(assigned, 'test', on(TODAY)).event).toBe('Tested');
  });

  it('is checked and authorised by who signs', () => {
    const tested = decideOn(assigned, 'test', record({ line: 1 }, { line: 2 })).appointment;
    const checked = decideOn(tested, 'check', { outcome: 'approve' });
    expect(checked).toMatchObject({ event: 'Checked', appointment: { results: { checkedBy: by } } });
    const authorised = decideOn(checked.appointment, 'authorise', { outcome: 'approve' });
    expect(authorised).toMatchObject({
      event: 'Authorised',
      appointment: { status: 'VERIFYING', results: { checkedBy: by, authorisedBy: by } },
    });
  });

  it.each(['check', 'authorise'] as const)('is sent back by who rejects at %s', (step) => {
    const sent = decideOn(verifying, step, { outcome: 'reject', reason: '数据有误' });
    expect(sent).toMatchObject({ event: 'SentBack', appointment: { status: 'VERIFYING' } });
  });

  it.each(['check', 'authorise'] as const)('decides no rate at %s', (step) => {
    const field = fieldOf(() => decideOn(verifying, step, { outcome: 'approve', ratePercent: 40 }));
    expect(field).toBe('/ratePercent');
  });

  it('is signed only where there are results', () => {
    expect(refusal(() => decideOn(assigned, 'check', { outcome: 'approve' })).code).toBe('IllegalTransition');
    expect(refusal(() => decideOn(appointmentIn('CANCELLING'), 'test', record({ line: 1 }))).code).toBe(
      'Cancelled',
    );
  });
});

const waiverOf = (appointment: Appointment) => ('waiver' in appointment ? appointment.waiver : undefined);
/** What is waived of one thermometer at 60 yuan stays below the limit of 100 yuan; of ten it does not. */
const small = appointmentIn('QUEUED', withWaiver(1));
const large = appointmentIn('QUEUED', withWaiver(10));
const approve = (ratePercent?: number): Decision => ({
  outcome: 'approve',
  ...(ratePercent !== undefined && { ratePercent }),
});
const reviewed = (ratePercent: number) => decideOn(large, 'waiver-review', approve(ratePercent)).appointment;

describe('a waiver', () => {
  it('is pending before anybody decided', () => {
    expect(waiverOf(small)).toMatchObject({ status: 'pending', rule: 'shangluo/suitable-reduction' });
  });

  it('is approved by one person below the limit', () => {
    const { appointment, event } = decideOn(small, 'waiver-review', approve(40));
    expect(event).toBe('WaiverReviewed');
    expect(waiverOf(appointment)).toMatchObject({
      status: 'approved',
      ratePercent: 40,
      decidedBy: [by],
      byDefault: false,
    });
  });

  it('needs a second one when more than the limit is waived, and exactly then', () => {
    // 10 × 60 yuan: 16 % are 96 yuan, 17 % are 102.
    expect(waiverOf(reviewed(16))?.status).toBe('approved');
    expect(waiverOf(reviewed(17))?.status).toBe('countersign');
  });

  it('is countersigned at the rate of the review', () => {
    const { appointment, event } = decideOn(reviewed(40), 'waiver-countersign', approve());
    expect(event).toBe('WaiverCountersigned');
    expect(waiverOf(appointment)).toMatchObject({ status: 'approved', ratePercent: 40, decidedBy: [by, by] });
    expect(waiverOf(decideOn(reviewed(40), 'waiver-countersign', approve(40)).appointment)?.status).toBe(
      'approved',
    );
    expect(fieldOf(() => decideOn(reviewed(40), 'waiver-countersign', approve(20)))).toBe('/ratePercent');
  });

  it.each(['waiver-review', 'waiver-countersign'] as const)('rejected at %s waives nothing', (step) => {
    const before = step === 'waiver-review' ? large : reviewed(40);
    const { appointment } = decideOn(before, step, { outcome: 'reject', reason: '证明不足' });
    expect(waiverOf(appointment)).toMatchObject({
      status: 'rejected',
      ratePercent: null,
      reason: '证明不足',
    });
  });

  it('needs a rate, within what is authorised', () => {
    expect(fieldOf(() => decideOn(small, 'waiver-review', approve()))).toBe('/ratePercent');
    expect(fieldOf(() => decideOn(small, 'waiver-review', approve(61)))).toBe('/ratePercent');
    expect(waiverOf(decideOn(small, 'waiver-review', approve(60)).appointment)?.ratePercent).toBe(60);
  });

  it('is not decided where there is none', () => {
    expect(() => decideOn(appointmentIn('QUEUED'), 'waiver-review', approve(40))).toThrow(RangeError);
  });

  it.each(['QUEUED', 'ASSIGNED', 'VERIFYING'] as const)('may be decided while it is %s', (status) => {
    const { appointment } = decideOn(appointmentIn(status, withWaiver(1)), 'waiver-review', approve(40));
    expect(appointment.status).toBe(status);
  });
});

describe('silence', () => {
  it('rejects where the policy says so', () => {
    const { appointment, event } = applySilence(large, { outcome: 'reject' }, at);
    expect(event).toBe('WaiverDecidedByDefault');
    expect(waiverOf(appointment)).toMatchObject({ status: 'rejected', ratePercent: null, byDefault: true });
  });

  it('approves at the rate of the policy where it says so', () => {
    const { appointment } = applySilence(reviewed(40), { outcome: 'approve', ratePercent: 20 }, at);
    expect(waiverOf(appointment)).toMatchObject({ status: 'approved', ratePercent: 20, byDefault: true });
  });
});

describe('what the machine is told', () => {
  const waiver = (change: Partial<WaiverState>): WaiverState => ({
    status: 'approved',
    rule: 'r',
    ratePercent: 40,
    byDefault: false,
    decidedBy: [],
    reason: null,
    ...change,
  });
  const resumed = (step: TaskStep, outcome: Outcome, state = waiver({}), reason?: string) => {
    const decision: Decided = { outcome, by, at, ...(reason && { reason }) };
    return resumption({ step, decision }, state);
  };

  it.each([
    ['intake-review', 'accept', { output: { route: 'accepted' } }],
    ['intake-review', 'return', { output: { route: 'returned' } }],
    ['receive', 'receive', { output: { outcome: 'receive' } }],
    ['test', 'record', { output: { outcome: 'record' } }],
    ['check', 'approve', { output: { outcome: 'approve' } }],
    ['authorise', 'approve', { output: { outcome: 'approve' } }],
  ] as const)('%s %s', (step, outcome, expected) => {
    expect(resumed(step, outcome)).toEqual(expected);
  });

  it.each(['check', 'authorise'] as const)(
    '%s reject is an error that sends it back, with the reason',
    (step) => {
      expect(resumed(step, 'reject', undefined, '数据有误')).toEqual({
        error: { error: 'Rejected', cause: '数据有误' },
      });
    },
  );

  it('asks for a countersignature after a review above the limit, and after nothing else', () => {
    expect(resumed('waiver-review', 'approve', waiver({ status: 'countersign' }))).toEqual({
      error: { error: 'AboveTheLimit', cause: '40 %' },
    });
    for (const step of ['waiver-review', 'waiver-countersign'] as const) {
      expect(resumed(step, 'approve')).toEqual({ output: { outcome: 'approve', ratePercent: 40 } });
    }
    expect(resumed('waiver-review', 'reject', waiver({ status: 'rejected', ratePercent: null }))).toEqual({
      output: { outcome: 'reject', ratePercent: 0 },
    });
  });
});

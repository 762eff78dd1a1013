import { describe, expect, it } from 'vitest';
import type { In } from '#domain/appointments/appointment.ts';
import { feeNow, isLate, withFeeNow } from '#domain/appointments/fee-now.ts';
import type { WaiverState } from '#domain/appointments/parts.ts';
import { addDays } from '#domain/time/calendar.ts';
import { referenceFor } from '#functions/reference.ts';
import { appointmentIn, assignment, line, TODAY, withWaiver } from '#test/factories/appointment.ts';

const reference = referenceFor('shangluo', TODAY);
const RULE = 'shangluo/suitable-reduction';

describe('the fee as it now stands', () => {
  const accepted = appointmentIn('QUEUED', withWaiver(2));
  const decided = (change: Partial<WaiverState>): In<'QUEUED'> => ({
    ...accepted,
    waiver: { ...accepted.waiver, ...change },
  });
  const payable = (change: Partial<WaiverState>) => feeNow(decided(change), reference).payableFen;

  it('is the tariff until somebody has decided', () => {
    expect(feeNow(accepted, reference)).toMatchObject({ tariffFen: 12_000, payableFen: 12_000 });
    expect(accepted.waiver).toMatchObject({ status: 'pending', rule: RULE });
  });

  it('is less by what was approved, and not by what was rejected or waits for a countersignature', () => {
    expect(payable({ status: 'approved', ratePercent: 40 })).toBe(7_200);
    expect(payable({ status: 'rejected' })).toBe(12_000);
    expect(payable({ status: 'countersign', ratePercent: 40 })).toBe(12_000);
  });

  it('has what a clerk asks for an instrument that the tariff does not price, and nothing before', () => {
    const special = appointmentIn('QUEUED', { lines: [line(1, { type: 'other', otherName: '特制量具' })] });
    const { triage } = special;
    const priced = { ...special, triage: { ...triage, prices: [{ line: 1, tariffFen: 12_000 }] } };
    expect(feeNow(special, reference).payableFen).toBe(0);
    expect(feeNow(priced, reference).payableFen).toBe(12_000);
  });

  it('is nothing where the institution is late, at whatever stage', () => {
    const { overdue: _, ...rest } = appointmentIn('QUEUED', withWaiver(2));
    expect(feeNow({ ...rest, overdue: false }, reference).payableFen).toBe(12_000);
    expect(feeNow({ ...rest, overdue: true }, reference).payableFen).toBe(0);
    const assigned = appointmentIn('ASSIGNED', withWaiver(2));
    const tooLate = assignment({ date: addDays(assigned.triage.dueBy ?? '', 1) });
    expect(feeNow({ ...assigned, assignment: tooLate }, reference).payableFen).toBe(0);
  });

  it('is shown with the terms that the waiver was opened with', () => {
    const shown = withFeeNow(decided({ status: 'approved', ratePercent: 40 }), reference);
    expect(shown.triage.quote.payableFen).toBe(7_200);
    expect(shown.triage.quote.waiver).toEqual(accepted.triage.quote.waiver);
  });
});

describe('an institution is late', () => {
  it('with nothing that it has only accepted', () => {
    expect(isLate(appointmentIn('QUEUED'))).toBe(false);
    expect(isLate({ ...appointmentIn('QUEUED'), overdue: true })).toBe(true);
  });

  const assigned = appointmentIn('ASSIGNED');
  const on = (date: string) => isLate({ ...assigned, assignment: assignment({ date }) });
  const { dueBy } = assigned.triage;

  it('that dispatches for a day after the promised one, and not one that keeps it', () => {
    expect(on(dueBy ?? '')).toBe(false);
    expect(on(addDays(dueBy ?? '', 1))).toBe(true);
  });

  it('that dispatched only after the promised day', () => {
    expect(isLate({ ...assigned, overdue: true })).toBe(true);
  });

  it('whose team came only after the promised day, and not for what was sent in late', () => {
    const tested = (mode: 'on-site' | 'send-in', testedOn: string) => {
      const verifying = appointmentIn('VERIFYING');
      const results = verifying.results && {
        ...verifying.results,
        lines: verifying.results.lines.map((result) => ({ ...result, testedOn })),
      };
      return isLate({ ...verifying, mode, results, assignment: assignment({ date: dueBy ?? '' }) });
    };
    expect(tested('on-site', dueBy ?? '')).toBe(false);
    expect(tested('on-site', addDays(dueBy ?? '', 1))).toBe(true);
    expect(tested('send-in', addDays(dueBy ?? '', 1))).toBe(false);
  });

  it('never by a day that was not promised', () => {
    expect(
      isLate({
        ...assigned,
        triage: { ...assigned.triage, dueBy: null },
        assignment: assignment({ date: '2030-01-01' }),
      }),
    ).toBe(false);
  });
});

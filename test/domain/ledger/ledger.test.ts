import { describe, expect, it } from 'vitest';
import { duplicateSerials } from '#domain/ledger/instrument.ts';
import { afterIssue, instrumentKey } from '#domain/ledger/ledger.ts';
import { line } from '#test/factories/appointment.ts';
import { certificate } from '#test/factories/work.ts';

describe('the key of an instrument', () => {
  it.each([
    ['spaces and hyphens', { serialNumber: 'sn - 0001' }],
    ['full-width forms', { serialNumber: 'ＳＮ－０００１' }],
    ['case', { serialNumber: 'Sn-0001' }],
  ])('is the same whatever the %s', (_, change) => {
    expect(instrumentKey(line(1, change))).toBe(instrumentKey(line(1)));
  });

  it.each([
    ['another maker', { manufacturer: '西安仪器厂' }],
    ['another type', { type: 'caliper' }],
    ['another serial number', { serialNumber: 'SN-0002' }],
  ])('is another for %s', (_, change) => {
    expect(instrumentKey(line(1, change))).not.toBe(instrumentKey(line(1)));
  });

  it('keeps apart what is written with the sign that separates its parts', () => {
    const one = line(1, { type: 'other', otherName: 'A#B', manufacturer: 'C', serialNumber: 'D' });
    const two = line(2, { type: 'other', otherName: 'A', manufacturer: 'B#C', serialNumber: 'D' });
    expect(duplicateSerials([one, two])).toEqual([]);
    expect(instrumentKey(one)).not.toBe(instrumentKey(two));
    const escaped = line(3, { type: 'other', otherName: 'A%23B', manufacturer: 'C', serialNumber: 'D' });
    expect(instrumentKey(escaped)).not.toBe(instrumentKey(one));
  });
});

describe('what a document changes in the ledger', () => {
  it('is the day after the last valid one', () => {
    expect(afterIssue(certificate())).toEqual({
      currentDocument: certificate().number,
      lastOutcome: 'pass',
      lastTestedOn: '2026-03-02',
      nextDueOn: '2027-03-02',
    });
  });

  it('is no due day after a notice: it must be put right first', () => {
    const notice = certificate({
      document: 'notice',
      validUntil: null,
      result: { line: 1, outcome: 'fail', testedOn: '2026-03-02', reason: '超差' },
    });
    expect(afterIssue(notice)).toMatchObject({ lastOutcome: 'fail', nextDueOn: null });
  });
});

import { describe, expect, it } from 'vitest';
import { transition } from '#domain/appointments/transitions.ts';
import { certificateNumber, issue } from '#domain/certificates/certificate.ts';
import { instrumentType } from '#policies/catalogue.ts';
import { appointmentIn, ID, line, signed, TODAY } from '#test/factories/appointment.ts';

const at = { date: TODAY, institution: { zh: '商洛所', en: 'Shangluo institute' } };
const ear = { type: 'infrared-ear-thermometer', kind: 'verification' } as const;

const issued = (lines: Parameters<typeof line>[1][], outcome: 'pass' | 'fail' = 'pass') => {
  const numbered = lines.map((change, index) => line(index + 1, change));
  const appointment = appointmentIn('VERIFYING', { lines: numbered });
  const results = {
    round: 1,
    lines: numbered.map(({ number }) => ({
      line: number,
      outcome,
      testedOn: TODAY,
      ...(outcome === 'fail' && { reason: '超差' }),
    })),
    testedBy: signed('a'),
    testedAt: appointment.updatedAt,
    checkedBy: signed('b'),
    authorisedBy: signed('c'),
  };
  const next = transition(appointment, 'Authorised', { results }, appointment.updatedAt);
  return issue(next, at, instrumentType, (number) => number.slice(-2));
};

describe('a certificate', () => {
  it('has the number of its unit, appointment and line', () => {
    expect(certificateNumber('shangluo', ID, 3)).toBe(`GL-SHANGLUO-${ID}-03`);
    expect(issued([ear, { ...ear, serialNumber: 'B' }]).map(({ number }) => number)).toEqual([
      `GL-SHANGLUO-${ID}-01`,
      `GL-SHANGLUO-${ID}-02`,
    ]);
  });

  it('is valid to the last day of the cycle that the day of the test begins', () => {
    expect(issued([ear])[0]).toMatchObject({
      document: 'certificate',
      title: { zh: '检定证书' },
      validUntil: '2027-03-01',
      instrument: { zh: '红外耳温计' },
      basis: 'JJG 1164-2019',
      checkCode: '01',
    });
  });

  it('names three people: who tested, who checked and who authorised', () => {
    expect(issued([ear])[0]).toMatchObject({
      testedBy: signed('a'),
      checkedBy: signed('b'),
      authorisedBy: signed('c'),
    });
  });

  it('of a calibration has a title of its own and no validity', () => {
    expect(issued([{}])[0]).toMatchObject({
      document: 'certificate',
      title: { zh: '校准证书' },
      validUntil: null,
    });
  });

  it('names an instrument that the catalogue lacks as the enterprise named it', () => {
    expect(issued([{ type: 'other', otherName: '自制量规' }])[0]).toMatchObject({
      instrument: { zh: '自制量规', en: '自制量规' },
      basis: '—',
      validUntil: null,
    });
  });
});

describe('a notice', () => {
  it('is what a failed instrument gets; it has no validity', () => {
    expect(issued([ear], 'fail')[0]).toMatchObject({
      document: 'notice',
      title: { zh: '检定结果通知书' },
      validUntil: null,
      result: { outcome: 'fail', reason: '超差' },
    });
  });

  it('of another kind of work says so', () => {
    expect(issued([{}], 'fail')[0]?.title).toEqual({
      zh: '校准证书（不合格）',
      en: 'Calibration certificate (failed)',
    });
  });
});

describe('nothing is issued', () => {
  const verifying = appointmentIn('VERIFYING');
  const results = verifying.results;
  if (!results) throw new Error('the factory gives results');
  const make = (change: object) =>
    issue({ ...verifying, results: { ...results, ...change } }, at, instrumentType, () => 'x');

  it('before a second and a third person signed', () => {
    expect(() => make({ authorisedBy: undefined })).toThrow(RangeError);
    expect(() => make({ checkedBy: undefined })).toThrow(RangeError);
    expect(make({})).toHaveLength(1);
  });

  it('for a line that the appointment has not', () => {
    expect(() => make({ lines: [{ line: 9, outcome: 'pass', testedOn: TODAY }] })).toThrow(/line 9/);
  });

  it('when one person signed for two', () => {
    expect(() => make({ checkedBy: signed('technician-1') })).toThrow(/3 different people/);
    expect(() => make({ authorisedBy: signed('technician-2') })).toThrow(/3 different people/);
  });
});

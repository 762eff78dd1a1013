import { describe, expect, it } from 'vitest';
import { LONGEST_SHIFT } from '#domain/dispatch/capacity.ts';
import { checkedContent } from '#domain/intake/content.ts';
import type { InstrumentLine } from '#domain/ledger/instrument.ts';
import { addDays } from '#domain/time/calendar.ts';
import { instrumentType } from '#policies/catalogue.ts';
import { line, TODAY } from '#test/factories/appointment.ts';

type Content = Parameters<typeof checkedContent>[0];

const sent = (number: number, change: Partial<InstrumentLine> = {}): InstrumentLine => {
  const { number: _number, ...rest } = line(number, change);
  return rest;
};
const content = (change: Partial<Content> = {}): Content => ({
  division: '611002',
  mode: 'send-in',
  contactFree: false,
  evidence: [],
  lines: [sent(1)],
  ...change,
});
const check = (change: Partial<Content> = {}) => checkedContent(content(change), instrumentType, TODAY);

/** The fields that are refused, each in both languages. */
function refused(change: Partial<Content>): string[] {
  try {
    check(change);
  } catch (error) {
    const { code, errors } = error as { code: string; errors: { field: string; message: object }[] };
    expect(code).toBe('Validation');
    for (const { message } of errors) {
      expect(message).toEqual({
        zh: expect.stringMatching(/\p{Script=Han}/u),
        en: expect.stringMatching(/^[A-Z].*\.$/),
      });
    }
    return errors.map(({ field }) => field);
  }
  return [];
}

describe('what is asked for', () => {
  it('is taken with its lines numbered from one, and null where nothing is said', () => {
    const { lines, ...rest } = check({ lines: [sent(5), sent(9)] });
    expect(lines).toEqual([line(1, sent(5)), line(2, sent(9))]);
    expect(rest).toEqual({
      division: '611002',
      mode: 'send-in',
      contactFree: false,
      evidence: [],
      requestedDate: null,
      note: null,
    });
    expect(check({ note: '门卫室', requestedDate: TODAY })).toMatchObject({
      note: '门卫室',
      requestedDate: TODAY,
    });
  });

  it('is refused with everything that is wrong at once', () => {
    const change = { requestedDate: '2020-01-01', lines: [sent(1), sent(1), sent(2, { type: 'no-such' })] };
    expect(refused(change)).toEqual(['/lines/2/type', '/lines/1/serialNumber', '/requestedDate']);
  });
});

describe('a line', () => {
  it('is of a type of the catalogue, or says in words what it is', () => {
    expect(refused({ lines: [sent(1), sent(2, { type: 'no-such' })] })).toEqual(['/lines/1/type']);
    expect(refused({ lines: [sent(1, { type: 'other', otherName: '测温门' })] })).toEqual([]);
  });

  it('is of an instrument that no earlier line has', () => {
    expect(refused({ lines: [sent(1), sent(2), sent(1)] })).toEqual(['/lines/2/serialNumber']);
    expect(refused({ lines: [sent(1), sent(1, { manufacturer: '另一厂' })] })).toEqual([]);
  });

  it('has a key in the ledger of 1024 bytes at most, where one sign may stand for several', () => {
    // `type##` before and `#SN0001` behind it, for hyphens do not count; ㈱ becomes (株), five bytes.
    const others = 'infrared-forehead-thermometer##'.length + '#SN0001'.length;
    const longest = 'x'.repeat(1024 - others);
    expect(refused({ lines: [sent(1, { manufacturer: longest })] })).toEqual([]);
    expect(refused({ lines: [sent(1, { manufacturer: `${longest}x` })] })).toEqual(['/lines/0/manufacturer']);
    expect(refused({ lines: [sent(1, { manufacturer: '㈱'.repeat(200) })] })).toEqual([
      '/lines/0/manufacturer',
    ]);
    expect(refused({ lines: [sent(1, { manufacturer: '㈱'.repeat(190) })] })).toEqual([]);
  });
});

describe('the day', () => {
  it.each([
    ['yesterday', -1, ['/requestedDate']],
    ['today', 0, []],
    ['the last day that can be asked for', 60, []],
    ['the day after it', 61, ['/requestedDate']],
  ])('%s', (_, days, fields) => {
    expect(refused({ requestedDate: addDays(TODAY, days) })).toEqual(fields);
  });
});

describe('the work', () => {
  const minutes = instrumentType(line().type)?.minutes ?? 0;
  const lines = (total: number) => Array.from({ length: total / minutes }, (_, index) => sent(index));

  it('fits into the longest shift, the road with it where somebody drives out', () => {
    expect(refused({ lines: lines(LONGEST_SHIFT) })).toEqual([]);
    expect(refused({ lines: lines(LONGEST_SHIFT + minutes) })).toEqual(['/lines']);
    expect(refused({ mode: 'on-site', lines: lines(LONGEST_SHIFT - 30) })).toEqual([]);
    expect(refused({ mode: 'on-site', lines: lines(LONGEST_SHIFT - 15) })).toEqual(['/lines']);
  });
});

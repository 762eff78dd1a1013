import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CreditCode } from '#domain/organisations/credit-code.ts';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** GB 32100-2015, as its text has it. */
const withCheck = (body: string) => {
  const total = WEIGHTS.reduce(
    (sum, weight, index) => sum + weight * ALPHABET.indexOf(body.charAt(index)),
    0,
  );
  return body + ALPHABET.charAt((31 - (total % 31)) % 31);
};

const bodies = fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 17, maxLength: 17 });

describe('a unified social credit code', () => {
  it.each(['91610302TT0000015R', '91610403TT00000238', '91611104TT0000031E', '91610802TT000004X1'])(
    'takes %s',
    (code) => {
      expect(CreditCode.parse(code)).toBe(code);
    },
  );

  it('puts right what pasting adds: spaces around it and small letters', () => {
    expect(CreditCode.parse(' 91610302tt0000015r\n')).toBe('91610302TT0000015R');
  });

  it('refuses a wrong check character with a reason in both languages', () => {
    const [issue] = CreditCode.safeParse('91610302TT0000015A').error?.issues ?? [];

    expect(issue).toMatchObject({
      code: 'custom',
      params: { problem: 'credit-code-check', detail: { zh: expect.any(String), en: expect.any(String) } },
    });
  });

  it.each(['', '91610302TT0000015', '91610302TT0000015RR', '91610302IO0000015R', '９1610302TT0000015R', 'x'])(
    'refuses the form of %j with one issue',
    (code) => {
      expect(CreditCode.safeParse(code).error?.issues).toHaveLength(1);
    },
  );

  it('agrees with the text of the standard on any body that begins like a code, remainder 0 and letters included', () => {
    fc.assert(
      fc.property(bodies, fc.integer({ min: 100000, max: 999999 }), (body, division) => {
        const code = withCheck(`${body.slice(0, 2)}${division}${body.slice(8)}`);
        expect(CreditCode.safeParse(code).success).toBe(true);
      }),
    );
  });

  it('notices any single mistyped character', () => {
    const code = '91610302TT0000015R';
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 17 }), fc.constantFrom(...ALPHABET), (at, typed) => {
        const mistyped = code.slice(0, at) + typed + code.slice(at + 1);
        expect(CreditCode.safeParse(mistyped).success).toBe(mistyped === code);
      }),
    );
  });
});

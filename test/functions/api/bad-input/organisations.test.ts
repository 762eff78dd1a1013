import { describe } from 'vitest';
import { refuses } from '#test/factories/bad-input.ts';
import { goodCalls, testBed } from '#test/factories/test-bed.ts';

const the = testBed();

const organisation = goodCalls.writeOrganisation.body as object;

describe('bad input of an organisation or a paper', () => {
  refuses(the, [
    ['a number that is none', 'readCertificate', { parameters: { number: '1' } }, 'path:/number'],
    [
      'a credit code in the path that is none',
      'readOrganisation',
      { parameters: { code: 'x' } },
      'path:/code',
    ],
    [
      'a telephone number that is none',
      'writeOrganisation',
      { body: { ...organisation, contact: { name: 'x', phone: 'call me' } } },
      '/contact/phone',
    ],
    ['a staff below nothing', 'writeOrganisation', { body: { ...organisation, staff: -1 } }, '/staff'],
    ['a code in the body too', 'writeOrganisation', { body: { ...organisation, code: 'x' } }, '/code'],
  ]);
});

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  isResuming,
  Organisation,
  OrganisationInput,
  Phone,
  sizeClassOf,
} from '#domain/organisations/organisation.ts';

const input: OrganisationInput = {
  code: '91610403TT00000238',
  name: '杨凌某制药有限公司',
  unit: 'yangling',
  division: '610403',
  industry: 'industry',
  staff: 120,
  revenueWan: 3500.5,
  assetsWan: 5000,
  medical: false,
  resumption: 'resuming',
  contact: { name: '王工', phone: '029-8700 0000' },
};

describe('what an enterprise states of itself', () => {
  it('is taken as stated', () => {
    expect(OrganisationInput.parse(input)).toEqual(input);
  });

  it.each([
    ['an unknown field', { ...input, vip: true }],
    ['a unit that does not exist', { ...input, unit: 'lanzhou' }],
    ['a division outside Shaanxi', { ...input, division: '620102' }],
    ['a negative staff', { ...input, staff: -1 }],
    ['half a person', { ...input, staff: 1.5 }],
    ['revenue that is not a number', { ...input, revenueWan: Number.NaN }],
    ['an endless name', { ...input, name: '计'.repeat(121) }],
    ['an empty name', { ...input, name: '  ' }],
    ['a name with a line break', { ...input, name: '某厂\n分厂' }],
    ['an invisible character in the name', { ...input, name: '某\u200b厂' }],
    ['a version of its own', { ...input, version: 1 }],
    ['a contact without telephone', { ...input, contact: { name: '王工' } }],
  ])('is refused with %s', (_, stated) => {
    expect(OrganisationInput.safeParse(stated).success).toBe(false);
  });

  it.each(['13900000000', '+86 139 0000 0000', '029-87000000'])('takes %s as a telephone number', (phone) => {
    expect(Phone.safeParse(phone).success).toBe(true);
  });

  it.each(['', '123456', 'call me', '1'.repeat(31), '139--0000--0000'])(
    'refuses %j as a telephone number',
    (phone) => {
      expect(Phone.safeParse(phone).success).toBe(false);
    },
  );
});

describe('an organisation', () => {
  it('is stored with its version and the time of its last change', () => {
    const stored = { ...input, version: 3, updatedAt: '2020-03-06T08:00:00+08:00' };
    expect(Organisation.parse(stored)).toEqual(stored);
    expect(Organisation.safeParse({ ...stored, version: 0 }).success).toBe(false);
  });

  it.each([
    ['resumed', true],
    ['resuming', true],
    ['not-stopped', false],
    ['stopped', false],
  ] as const)('that is %s: resuming is %s', (resumption, expected) => {
    expect(isResuming({ resumption })).toBe(expected);
  });

  it('has the size class of its figures', () => {
    expect(sizeClassOf(input)).toBe('small');
  });

  it('can be described in OpenAPI', () => {
    const { $defs } = z.toJSONSchema(Organisation);
    expect($defs?.Organisation).toMatchObject({ type: 'object', additionalProperties: false });
  });
});

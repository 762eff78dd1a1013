import { Organisation } from '#domain/organisations/organisation.ts';
import { ENTERPRISE_CODE } from './people.ts';

/** A small enterprise of Shangluo that has resumed work. */
export const organisation = (change: Partial<Organisation> = {}): Organisation =>
  Organisation.parse({
    code: ENTERPRISE_CODE,
    name: '商洛试验医疗器械有限公司',
    unit: 'shangluo',
    division: '611002',
    industry: 'industry',
    staff: 30,
    revenueWan: 500,
    assetsWan: 800,
    medical: false,
    resumption: 'resumed',
    contact: { name: '王芳', phone: '0914-2310000' },
    version: 1,
    updatedAt: '2026-03-01T00:00:00.000Z',
    ...change,
  });

import type { AppointmentRequest } from '#contract/api/appointments.ts';
import type { Evidence } from '#domain/organisations/evidence.ts';
import type { OrganisationInput } from '#domain/organisations/organisation.ts';
import { addDays, localDate } from '#domain/time/calendar.ts';
import type { Random } from '../random.ts';

type Line = AppointmentRequest['lines'][number];

/** What enterprises have: some against the epidemic, some under compulsory verification, some unknown to the catalogue. */
const kinds: readonly Pick<Line, 'type' | 'kind' | 'purpose' | 'otherName'>[] = [
  { type: 'infrared-forehead-thermometer', kind: 'calibration', purpose: 'other' },
  { type: 'infrared-forehead-thermometer', kind: 'calibration', purpose: 'other' },
  { type: 'infrared-forehead-thermometer', kind: 'check', purpose: 'other' },
  { type: 'infrared-ear-thermometer', kind: 'verification', purpose: 'other' },
  { type: 'digital-multimeter', kind: 'calibration', purpose: 'other' },
  { type: 'pressure-gauge', kind: 'verification', purpose: 'safety-protection' },
  { type: 'caliper', kind: 'calibration', purpose: 'other' },
  { type: 'sphygmomanometer', kind: 'verification', purpose: 'medical-health' },
  { type: 'truck-scale', kind: 'verification', purpose: 'trade-settlement' },
  // Neither of them can be taken as asked: the first is to be verified, the second has no such service.
  { type: 'truck-scale', kind: 'calibration', purpose: 'trade-settlement' },
  { type: 'infrared-ear-thermometer', kind: 'calibration', purpose: 'medical-health' },
  { type: 'other', kind: 'calibration', purpose: 'other', otherName: '压力表（未写型号）' },
];

/** Epidemic thermometers in number: their waiver is above the limit of whom one approver may bind. */
const epidemic = kinds[0] as (typeof kinds)[number];

/** What an enterprise asks for, with the mistakes that people make. */
export function requestOf(
  organisation: OrganisationInput,
  random: Random,
  nowMs: number,
): AppointmentRequest {
  const many = random.chance(0.35);
  const count = many ? random.between(4, 6) : random.between(1, 3);
  const today = localDate(nowMs);
  return {
    division: organisation.division,
    mode: random.chance(0.5) ? 'on-site' : 'send-in',
    contactFree: random.chance(0.2),
    lines: Array.from({ length: count }, (_, index) =>
      lineOf(many || random.chance(0.4) ? epidemic : random.pick(kinds), organisation, index, random),
    ),
    evidence: random.chance(0.65) ? evidenceOf(organisation, random, nowMs) : [],
    ...(random.chance(0.15) && { requestedDate: addDays(today, random.between(0, 40)) }),
  };
}

/** Numbers from a small store, so that two appointments ask for one instrument now and then. */
function lineOf(
  kind: (typeof kinds)[number],
  { code }: OrganisationInput,
  index: number,
  random: Random,
): Line {
  return {
    ...kind,
    model: 'GL-1',
    manufacturer: '模拟仪器厂',
    serialNumber: `${code.slice(-4)}-${index}-${random.between(1, 12)}`,
  } as Line;
}

function evidenceOf(organisation: OrganisationInput, random: Random, nowMs: number): Evidence[] {
  const { industry, staff, revenueWan, assetsWan, contact } = organisation;
  const signed = { declaredBy: contact.name, declaredAt: new Date(nowMs).toISOString() };
  const all: Evidence[] = [
    // Sometimes not what the register says.
    {
      type: 'size-declaration',
      industry,
      staff: random.chance(0.15) ? 5 : staff,
      revenueWan,
      assetsWan,
      ...signed,
    },
    { type: 'resumption-declaration', resumesOn: '2020-02-24', ...signed },
    { type: 'epidemic-use-declaration', use: '员工入厂测温', place: '厂区大门', ...signed },
    { type: 'written-commitment', statement: '所填内容属实。', ...signed },
  ];
  return random.chance(0.6) ? all : all.filter(() => random.chance(0.6));
}

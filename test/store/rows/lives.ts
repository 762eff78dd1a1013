import type { Appointment, In } from '#domain/appointments/appointment.ts';
import type { OnSilence } from '#domain/policy/policy.ts';
import { createAppointment, updateAppointment } from '#store/appointments/appointments.ts';
import type { Row } from '#store/dynamodb/codec.ts';
import {
  appointmentIn,
  assignment,
  evidence,
  later,
  line,
  NOW,
  signed,
  TODAY,
} from '#test/factories/appointment.ts';
import { entryOf, readBack, rowsOf } from '#test/factories/stored.ts';

type Versions = readonly Appointment[];

const wide = appointmentIn('IN_REVIEW', {
  channel: 'telephone',
  contactFree: true,
  requestedDate: '2026-03-05',
  note: '请上午来',
  lines: [
    line(1, { measuringRange: '(32～42) ℃', accuracyClass: '±0.2 ℃', place: '厂区大门' }),
    line(2, { type: 'other', otherName: '水质记录仪', purpose: 'environmental-monitoring', kind: 'test' }),
  ],
  evidence: [
    ...evidence,
    { type: 'resumption-declaration', resumesOn: TODAY, declaredBy: '王芳', declaredAt: NOW },
    { type: 'written-commitment', statement: '所述属实', declaredBy: '王芳', declaredAt: NOW },
  ],
});
const { quote } = wide.triage;
const priced = { ...wide.triage, prices: [{ line: 2, tariffFen: 12_000 }], disputed: true };
const why = { zh: '未满足条件', en: 'a condition is not met' };
const withWaiver = (waiver: typeof quote.waiver) => ({ ...priced, quote: { ...quote, waiver } });
const toDecide = (onSilence: OnSilence, countersignAboveFen: number | null): typeof quote.waiver => ({
  status: 'to-decide',
  rule: 'shaanxi/micro',
  maxRatePercent: 50,
  eligibleFen: 20_000,
  countersignAboveFen,
  reviewHours: 8,
  escalatedReviewHours: 16,
  countersignHours: 8,
  onSilence,
});
const lines = quote.lines.map((each) => ({ ...each, notApplied: [{ rule: 'shaanxi/x', reason: why }] }));

const person = (status: Appointment['waiver']['status'], by: string[]): Appointment['waiver'] => ({
  status,
  rule: 'shaanxi/micro',
  ratePercent: status === 'approved' ? 30 : null,
  byDefault: false,
  decidedBy: by.map(signed),
  reason: by.length > 0 ? '符合条件' : null,
});

const queued = { ...appointmentIn('QUEUED'), ...wide, status: 'QUEUED' } as In<'QUEUED'>;
const results = {
  round: 1,
  lines: [
    {
      line: 1,
      outcome: 'pass' as const,
      testedOn: TODAY,
      measurements: [{ point: '37 ℃', nominal: 37, reading: 37.1, tolerance: 0.2, unit: '℃' }],
    },
    { line: 2, outcome: 'fail' as const, testedOn: TODAY, reason: '示值超差' },
  ],
  testedBy: signed('technician-1'),
  testedAt: later(30),
};
const checked = { ...results, checkedBy: signed('technician-2') };
const authorised = { ...checked, authorisedBy: signed('technician-3') };
const decided = withWaiver({
  status: 'decided',
  rule: 'shaanxi/micro',
  outcome: 'approved',
  ratePercent: 30,
});
const assigned = {
  ...queued,
  triage: { ...decided, dueBy: null },
  waiver: person('approved', ['approver-1', 'leader-1']),
  status: 'ASSIGNED' as const,
  assignment: assignment(),
};
const settlement = { at: later(40), quote: decided.quote, certificates: ['GL-1'], notices: ['GL-2'] };
const cancellation = { at: later(41), by: '王芳', reason: '不再需要' };

/** Through everything that there is, to the end; each version says which. */
const whole: Versions = [
  wide,
  {
    ...wide,
    status: 'RETURNED',
    returned: { at: later(1), by: '受理员', reason: '请补充', lines: [{ line: 2, reason: why }] },
  },
  { ...queued, revision: 2, triage: withWaiver({ status: 'automatic', rules: ['shaanxi/micro'] }) },
  {
    ...queued,
    revision: 2,
    triage: withWaiver(toDecide({ outcome: 'reject' }, 10_000)),
    waiver: person('pending', []),
  },
  { ...queued, triage: withWaiver(toDecide({ outcome: 'approve', ratePercent: 30 }, null)) },
  {
    ...queued,
    triage: { ...decided, quote: { ...decided.quote, lines } },
    waiver: person('countersign', ['approver-1']),
  },
  assigned,
  { ...assigned, assignment: assignment({ vehicle: null, teamId: 'shangluo-2' }) },
  { ...assigned, status: 'VERIFYING' },
  { ...assigned, status: 'VERIFYING', results },
  { ...assigned, status: 'VERIFYING', results: checked },
  { ...assigned, status: 'VERIFYING', results: authorised },
  { ...assigned, status: 'COMPLETED', results: authorised, settlement },
];

/** Each way in which a waiver may have ended. */
const settled: Versions = [
  assigned,
  ...[
    { status: 'none' as const },
    { status: 'automatic' as const, rules: ['shaanxi/micro'] },
    toDecide({ outcome: 'reject' }, null),
    toDecide({ outcome: 'approve', ratePercent: 30 }, 10_000),
  ].map((waiver) => ({
    ...assigned,
    status: 'COMPLETED' as const,
    results: authorised,
    settlement: { ...settlement, quote: { ...quote, waiver } },
  })),
];

const early: Versions = [
  appointmentIn('QUEUED'),
  { ...appointmentIn('CANCELLING'), cancellation },
  { ...appointmentIn('CANCELLED'), cancellation },
];
const failed: Versions = [appointmentIn('IN_REVIEW'), appointmentIn('FAILED')];

/** What each version of an appointment wrote. */
function writesOf(versions: Versions) {
  const [first, ...rest] = versions.map((each, index) => ({ ...each, version: index + 1 }));
  const all = createAppointment(first as Appointment, entryOf());
  const steps = [[...all]];
  for (const next of rest) {
    const event = { ...entryOf('Tested', later(next.version)), detail: { outcome: 'accept', lines: [1] } };
    const step = updateAppointment(readBack(all), next as Appointment, event);
    steps.push(step);
    all.push(...step);
  }
  return steps.map((step, index) => ({
    name: `${index + 1} ${versions[index]?.status}`,
    rows: rowsOf(step),
  }));
}

/** The rows that lives of appointments leave, by what they are of. */
export const rowsOfLives = (holds: (row: Row) => boolean): Record<string, Row> =>
  Object.fromEntries(
    Object.entries({ whole, settled, early, failed }).flatMap(([life, versions]) =>
      writesOf(versions).flatMap(({ name, rows }) =>
        rows.filter(holds).map((row, index) => [`${life} ${name}${index > 0 ? ` ${index + 1}` : ''}`, row]),
      ),
    ),
  );

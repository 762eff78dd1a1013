import { Appointment, type In, type Status } from '#domain/appointments/appointment.ts';
import type { Assignment, NumberedLine } from '#domain/appointments/parts.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { initialWaiver, triage } from '#domain/appointments/triage.ts';
import { type Draft, placeFrom } from '#domain/intake/admission.ts';
import { institutionOf } from '#domain/units/institution.ts';
import { referenceFor } from '#functions/reference.ts';
import { organisation } from './organisation.ts';
import { ENTERPRISE_CODE } from './people.ts';

/** A Monday, 09:00 in China. */
export const NOW = '2026-03-02T01:00:00.000Z';
export const TODAY = '2026-03-02';
export const later = (hours: number, from = NOW): string =>
  new Date(Date.parse(from) + hours * 3_600_000).toISOString();

export const ID = '01KJP00000ABCDEFGHJKMNPQRS';

export const line = (number = 1, change: Partial<NumberedLine> = {}): NumberedLine => ({
  number,
  type: 'infrared-forehead-thermometer',
  kind: 'calibration',
  purpose: 'other',
  model: 'HW-302',
  serialNumber: `SN-${String(number).padStart(4, '0')}`,
  manufacturer: '陕西红外仪器厂',
  ...change,
});

export const evidence: Appointment['evidence'] = [
  {
    type: 'size-declaration',
    industry: 'industry',
    staff: 30,
    revenueWan: 500,
    assetsWan: 800,
    declaredBy: '王芳',
    declaredAt: NOW,
  },
  {
    type: 'epidemic-use-declaration',
    use: '员工体温检测',
    place: '厂区大门',
    declaredBy: '王芳',
    declaredAt: NOW,
  },
];

/** What can be said of an appointment before it is triaged. */
export type Said = Partial<Omit<Draft, 'triage' | 'waiver'>>;

/** A draft of the enterprise of Shangluo: one forehead thermometer, without evidence; triaged as anything is. */
export function draft(change: Said = {}, at = NOW): Draft {
  const said = {
    id: ID,
    revision: 1,
    version: 1,
    organisationCode: ENTERPRISE_CODE,
    organisationName: '商洛试验医疗器械有限公司',
    unit: 'shangluo' as const,
    institution: institutionOf(change.unit ?? 'shangluo'),
    division: '611002',
    mode: 'on-site' as const,
    channel: 'online' as const,
    contactFree: false,
    lines: [line()],
    evidence: [],
    requestedDate: null,
    note: null,
    submittedBy: { subject: 'enterprise-1', name: 'enterprise-1' },
    submittedAt: NOW,
    updatedAt: NOW,
    ...change,
  };
  const found = triage(said, organisation(), referenceFor(said.unit, TODAY), at);
  return { ...said, triage: found, waiver: initialWaiver(found.quote) };
}

export const assignment = (change: Partial<Assignment> = {}): Assignment => ({
  teamId: 'shangluo-1',
  teamName: { zh: '商洛一队', en: 'Shangluo 1' },
  date: '2026-03-03',
  parts: [{ shiftId: 'shangluo-1-2026-03-03', date: '2026-03-03', minutes: 45 }],
  people: [{ subject: 'technician-1', name: 'technician-1' }],
  vehicle: '陕H·计01',
  explanation: { zh: '最早可行', en: 'the earliest' },
  at: NOW,
  ...change,
});

export const signed = (subject: string) => ({ subject, name: subject });

/** An appointment in the status asked for, brought there by the transitions that lead there. */
export function appointmentIn<S extends Status>(status: S, said: Said = {}, at = NOW): In<S> {
  return Appointment.parse(bring(status, draft(said, at), at)) as In<S>;
}

/** 40 forehead thermometers with evidence cost more than the limit: their waiver is decided and countersigned. */
export const withWaiver = (count = 1): Said => ({
  evidence,
  lines: Array.from({ length: count }, (_, index) => line(index + 1)),
});

function bring(status: Status, from: Draft, at: string): Appointment {
  const returned = { at, by: '受理员', reason: '请补充', lines: [] };
  const cancellation = { at, by: 'enterprise-1', reason: '不再需要' };
  const inReview = (): In<'IN_REVIEW'> => ({ ...from, status: 'IN_REVIEW' });
  const queued = (): In<'QUEUED'> => ({ ...from, status: 'QUEUED', ...placeFrom(from, at) });
  const assigned = () => transition(queued(), 'Dispatched', { assignment: assignment({ at }) }, at);
  const results = {
    round: 1,
    lines: from.lines.map(({ number }) => ({ line: number, outcome: 'pass' as const, testedOn: TODAY })),
    testedBy: signed('technician-1'),
    testedAt: at,
    checkedBy: signed('technician-2'),
    authorisedBy: signed('technician-3'),
  };
  const verifying = () => transition(assigned(), 'Tested', { results }, at);
  const settlement = { at, quote: from.triage.quote, certificates: [], notices: [] };
  const cancelling = () => transition(queued(), 'CancelRequested', { cancellation }, at);
  const failure = { at, code: 'NotDispatched', reason: { zh: '未派工', en: 'not dispatched' } };
  const ways: Record<Status, () => Appointment> = {
    IN_REVIEW: inReview,
    RETURNED: () => transition(inReview(), 'Returned', { returned }, at),
    QUEUED: queued,
    ASSIGNED: assigned,
    VERIFYING: verifying,
    COMPLETED: () => transition(verifying(), 'Completed', { results, settlement }, at),
    CANCELLING: cancelling,
    CANCELLED: () => transition(cancelling(), 'Cancelled', {}, at),
    FAILED: () => transition(queued(), 'Failed', { failure }, at),
  };
  return ways[status]();
}

import { ulid } from 'ulid';
import type {
  AppointmentDetail,
  AppointmentRequest,
  ResubmissionRequest,
} from '#contract/api/appointments.ts';
import type { Appointment } from '#domain/appointments/appointment.ts';
import type { NumberedLine } from '#domain/appointments/parts.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { workMinutes } from '#domain/appointments/triage.ts';
import { LONGEST_SHIFT } from '#domain/dispatch/capacity.ts';
import { travelMinutes } from '#domain/dispatch/placement.ts';
import { duplicateSerials, type InstrumentLine, OTHER_TYPE } from '#domain/ledger/instrument.ts';
import { instrumentKey } from '#domain/ledger/ledger.ts';
import type { Organisation } from '#domain/organisations/organisation.ts';
import { hasRole, mayActFor, type Principal } from '#domain/people/principal.ts';
import { type FieldError, fieldProblem, Problem } from '#domain/problem.ts';
import { addDays, type LocalDate, localDate } from '#domain/time/calendar.ts';
import type { UnitId } from '#domain/units/unit.ts';
import { once } from '#functions/idempotency/once.ts';
import { servingUnit } from '#functions/reference.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { changedDetail, visibleAppointment } from '#functions/use-cases/appointments/detail.ts';
import { instrumentType } from '#policies/catalogue.ts';
import { createAppointment, updateAppointment } from '#store/appointments/appointments.ts';
import type { IdempotencyKey } from '#store/delivery/idempotency.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { commit } from '#store/dynamodb/transaction.ts';
import { takeInstrument } from '#store/ledger/instruments.ts';
import { findOrganisation } from '#store/organisations/organisations.ts';

/**
 * Takes a new appointment: checked, stored with its instruments and the order to start its execution, in one
 * transaction. What the trade thinks of it is the triage's business.
 * @throws Problem Validation naming the field, OrganisationUnknown, InstrumentTaken, NotFound outside one's scope.
 */
export const submitAppointment = (
  request: AppointmentRequest,
  principal: Principal,
  { ms, at }: Moment,
  idempotency: IdempotencyKey,
) =>
  once<AppointmentDetail>(idempotency, ms, 202, async (keep) => {
    const organisation = await applicant(request.organisationCode, principal);
    const unit = unitFor(request.division, organisation, principal);
    const { organisationCode: _code, channel, ...content } = request;
    const appointment: Appointment = {
      status: 'SUBMITTED',
      id: ulid(ms),
      revision: 1,
      version: 1,
      organisationCode: organisation.code,
      organisationName: organisation.name,
      unit,
      channel: hasRole(principal, 'enterprise') ? 'online' : (channel ?? 'telephone'),
      ...checkedContent(content, ms),
      submittedBy: { subject: principal.subject, name: principal.name },
      submittedAt: at,
      updatedAt: at,
    };
    const event = { type: 'Submitted', at, by: principal.name };
    const detail = changedDetail(appointment, event);
    await commit([
      keep(detail),
      ...createAppointment(appointment, event),
      ...appointment.lines.map((line) => takeInstrument(appointment, line)),
      addToOutbox({ kind: 'start', appointmentId: appointment.id, revision: 1 }, ms),
    ]);
    return detail;
  });

/** Submits a returned appointment again: a new revision with an execution of its own. @throws Problem as submitting. */
export const resubmitAppointment = (
  id: string,
  request: ResubmissionRequest,
  principal: Principal,
  { ms, at }: Moment,
  idempotency: IdempotencyKey,
) =>
  once<AppointmentDetail>(idempotency, ms, 202, async (keep) => {
    const returned = await visibleAppointment(id, principal);
    const organisation = await applicant(returned.organisationCode, principal);
    const revision = returned.revision + 1;
    const appointment = transition(
      returned,
      'Resubmitted',
      {
        revision,
        unit: unitFor(request.division, organisation, principal),
        ...checkedContent(request, ms),
        submittedBy: { subject: principal.subject, name: principal.name },
      },
      at,
    );
    const event = { type: 'Resubmitted', at, by: principal.name, detail: { revision } };
    const detail = changedDetail(appointment, event);
    await commit([
      keep(detail),
      ...updateAppointment(appointment, event),
      ...appointment.lines.map((line) => takeInstrument(appointment, line)),
      addToOutbox({ kind: 'start', appointmentId: id, revision }, ms),
    ]);
    return detail;
  });

/** The organisation that an appointment is for. */
async function applicant(code: string | undefined, principal: Principal): Promise<Organisation> {
  const own = hasRole(principal, 'enterprise') ? principal.organisation : undefined;
  if (own && code && own !== code) throw new Problem('NotFound');
  const wanted = own ?? code;
  if (!wanted) {
    throw fieldProblem('/organisationCode', '请填写代为预约的单位。', 'Say which organisation it is for.');
  }
  const organisation = await findOrganisation(wanted);
  if (!organisation) throw new Problem('OrganisationUnknown', { context: { code: wanted } });
  return organisation;
}

function unitFor(division: string, organisation: Organisation, principal: Principal): UnitId {
  const unit = servingUnit(division, organisation);
  if (!hasRole(principal, 'enterprise') && !mayActFor(principal, unit)) {
    throw fieldProblem(
      '/division',
      '该使用地点不由您的单位受理。',
      'The place of use is served by another unit than yours.',
    );
  }
  return unit;
}

/** The part that schemas cannot check: against the catalogue, the clock and itself. Lines get their numbers. */
function checkedContent(content: ResubmissionRequest, nowMs: number) {
  const errors: FieldError[] = [
    ...content.lines.flatMap((line, index) => unknownType(line, index)),
    ...content.lines.flatMap((line, index) => keyTooLong(line, index)),
    ...duplicateSerials(content.lines).map((index) => ({
      field: `/lines/${index}/serialNumber`,
      message: { zh: '与前面某一项是同一台器具。', en: 'This instrument stands in an earlier line already.' },
    })),
    ...dayProblem(content.requestedDate, localDate(nowMs)),
    ...tooMuchWork(content),
  ];
  if (errors.length > 0) throw new Problem('Validation', { errors });
  const lines: NumberedLine[] = content.lines.map((line, index) => ({ number: index + 1, ...line }));
  const { requestedDate = null, note = null, ...rest } = content;
  return { ...rest, lines, requestedDate, note };
}

/** Shifts are planned a month ahead; beyond two nobody can be promised anything. Our own parameter. */
const MAXIMUM_DAYS_AHEAD = 60;

function dayProblem(wanted: LocalDate | undefined, today: LocalDate): FieldError[] {
  if (wanted === undefined) return [];
  const field = '/requestedDate';
  if (wanted < today) return [{ field, message: { zh: '日期已过。', en: 'This day is past.' } }];
  if (wanted <= addDays(today, MAXIMUM_DAYS_AHEAD)) return [];
  return [
    {
      field,
      message: {
        zh: `只能预约 ${MAXIMUM_DAYS_AHEAD} 天以内的日期。`,
        en: `A day can be asked for at most ${MAXIMUM_DAYS_AHEAD} days ahead.`,
      },
    },
  ];
}

/** One appointment is one shift: what is longer than any shift would wait until it fails. */
function tooMuchWork({ lines, mode, division }: ResubmissionRequest): FieldError[] {
  const road = mode === 'on-site' ? travelMinutes(division, division) : 0;
  const minutes = workMinutes(lines, instrumentType) + road;
  if (minutes <= LONGEST_SHIFT) return [];
  return [
    {
      field: '/lines',
      message: {
        zh: `这些器具约需 ${minutes} 分钟，超过一个班次的上限 ${LONGEST_SHIFT} 分钟，请分成几次预约。`,
        en: `These instruments take about ${minutes} minutes and a shift has at most ${LONGEST_SHIFT}: make several appointments of them.`,
      },
    },
  ];
}

/** A sort key of DynamoDB has at most so many bytes. */
const LONGEST_KEY = 1024;

/** Comparing writes some signs out (NFKC: ㈱ is three letters), so that names within their limits may make a key beyond it. */
const keyTooLong = (line: InstrumentLine, index: number): FieldError[] =>
  Buffer.byteLength(instrumentKey(line)) <= LONGEST_KEY
    ? []
    : [
        {
          field: `/lines/${index}/manufacturer`,
          message: {
            zh: '制造单位与出厂编号过长，请改用普通文字书写。',
            en: 'Manufacturer and serial number are too long: write them in ordinary characters.',
          },
        },
      ];

const unknownType = ({ type }: InstrumentLine, index: number): FieldError[] =>
  type === OTHER_TYPE || instrumentType(type)
    ? []
    : [
        {
          field: `/lines/${index}/type`,
          message: {
            zh: `没有“${type}”这一器具类型；目录中没有的，请选“${OTHER_TYPE}”并填写名称。`,
            en: `There is no instrument type "${type}"; for what the catalogue lacks choose "${OTHER_TYPE}" and name it.`,
          },
        },
      ];

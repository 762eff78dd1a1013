import type { Appointment } from '#domain/appointments/appointment.ts';
import type { NumberedLine } from '#domain/appointments/parts.ts';
import { workMinutes } from '#domain/appointments/triage.ts';
import { LONGEST_SHIFT } from '#domain/dispatch/capacity.ts';
import { travelMinutes } from '#domain/dispatch/placement.ts';
import type { InstrumentType } from '#domain/ledger/catalogue.ts';
import {
  duplicateSerials,
  type InstrumentLine,
  lineProblem,
  OTHER_TYPE,
  unknownTypeReason,
} from '#domain/ledger/instrument.ts';
import { instrumentKey } from '#domain/ledger/ledger.ts';
import { type FieldError, Problem } from '#domain/problem.ts';
import { addDays, type LocalDate } from '#domain/time/calendar.ts';

/** What is asked for, as it is sent. */
export type Content = Pick<Appointment, 'division' | 'mode' | 'contactFree' | 'evidence'> & {
  lines: InstrumentLine[];
  requestedDate?: LocalDate | undefined;
  note?: string | undefined;
};

type Catalogue = (id: string) => InstrumentType | undefined;

/**
 * The part that schemas cannot check: against the catalogue, the day and itself. Lines get their numbers.
 * @throws Problem Validation naming every field.
 */
export function checkedContent(content: Content, typeOf: Catalogue, today: LocalDate) {
  const errors: FieldError[] = [
    ...content.lines.flatMap((line, index) => unknownType(line, index, typeOf)),
    ...content.lines.flatMap((line, index) => notAsAsked(line, index, typeOf)),
    ...content.lines.flatMap((line, index) => keyTooLong(line, index)),
    ...duplicateSerials(content.lines).map((index) => ({
      field: `/lines/${index}/serialNumber`,
      message: { zh: '与前面某一项是同一台器具。', en: 'This instrument stands in an earlier line already.' },
    })),
    ...dayProblem(content.requestedDate, today),
    ...tooMuchWork(content, typeOf),
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
function tooMuchWork({ lines, mode, division }: Content, typeOf: Catalogue): FieldError[] {
  const road = mode === 'on-site' ? travelMinutes(division, division) : 0;
  const minutes = workMinutes(lines, typeOf) + road;
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

/** The ledger is sorted by instrument, and a sort key of DynamoDB has at most so many bytes. */
const LONGEST_KEY_BYTES = 1024;
const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** Comparing writes some signs out (NFKC: ㈱ is three letters), so that names within their limits may make a key beyond it. */
const keyTooLong = (line: InstrumentLine, index: number): FieldError[] =>
  bytes(instrumentKey(line)) <= LONGEST_KEY_BYTES
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

/** What the trade does not take as it is asked for: another kind of service where the law wants a verification, say. */
function notAsAsked(line: InstrumentLine, index: number, typeOf: Catalogue): FieldError[] {
  const type = typeOf(line.type);
  const message = type && lineProblem(line, type);
  return message ? [{ field: `/lines/${index}/kind`, message }] : [];
}

const unknownType = ({ type }: InstrumentLine, index: number, typeOf: Catalogue): FieldError[] =>
  type === OTHER_TYPE || typeOf(type)
    ? []
    : [
        {
          field: `/lines/${index}/type`,
          message: unknownTypeReason(type),
        },
      ];

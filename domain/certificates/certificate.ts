import * as z from 'zod';
import type { In } from '#domain/appointments/appointment.ts';
import { NumberedLine } from '#domain/appointments/appointment.ts';
import { Bilingual } from '#domain/bilingual.ts';
import { type InstrumentType, ServiceKind } from '#domain/ledger/catalogue.ts';
import { LocalDate, validUntil } from '#domain/time/calendar.ts';
import { UnitId } from '#domain/units/unit.ts';
import { LineResult } from '#domain/verification/result.ts';

const Person = z.object({ subject: z.string(), name: z.string() });

/**
 * 检定证书 for what passed, with the last day it is valid; 检定结果通知书 for what failed, which carries no validity.
 * Work that is not a verification gets a report of its kind (校准证书 and the like).
 */
export const Certificate = z.object({
  number: z.string(),
  document: z.enum(['certificate', 'notice']),
  kind: ServiceKind,
  title: Bilingual,
  appointmentId: z.string(),
  organisationCode: z.string(),
  organisationName: z.string(),
  unit: UnitId,
  institution: Bilingual,
  line: NumberedLine,
  instrument: Bilingual,
  /** The regulation or specification that was followed (依据). */
  basis: z.string(),
  result: LineResult,
  validUntil: LocalDate.nullable(),
  testedBy: Person,
  checkedBy: Person,
  authorisedBy: Person,
  issuedOn: LocalDate,
  /** What anybody who holds the paper types in to check it against the register. */
  checkCode: z.string(),
});
export type Certificate = z.infer<typeof Certificate>;

const titles: Record<ServiceKind, Bilingual> = {
  verification: { zh: '检定证书', en: 'Verification certificate' },
  calibration: { zh: '校准证书', en: 'Calibration certificate' },
  check: { zh: '核查报告', en: 'Check report' },
  test: { zh: '检测报告', en: 'Test report' },
};

/** The number follows from appointment and line, so issuing twice gives the same document: `GL-XY-01J…-03`. */
export const certificateNumber = (unit: UnitId, appointmentId: string, line: number): string =>
  `GL-${unit.toUpperCase()}-${appointmentId}-${String(line).padStart(2, '0')}`;

/** The documents of an authorised appointment, one a line. `checkCodeOf` derives a short code from a number. */
export function issue(
  appointment: In<'VERIFYING'>,
  at: { date: LocalDate; institution: Bilingual },
  typeOf: (id: string) => InstrumentType | undefined,
  checkCodeOf: (number: string) => string,
): Certificate[] {
  const { results } = appointment;
  if (!results?.checkedBy || !results.authorisedBy) {
    throw new RangeError(`appointment ${appointment.id} is not authorised`);
  }
  const { testedBy, checkedBy, authorisedBy } = results;
  if (new Set([testedBy, checkedBy, authorisedBy].map(({ subject }) => subject)).size < 3) {
    throw new RangeError(`appointment ${appointment.id} was not signed by three different people`);
  }
  return results.lines.map((result) => {
    const line = appointment.lines.find(({ number }) => number === result.line);
    if (!line)
      throw new RangeError(`a result for line ${result.line}, which appointment ${appointment.id} has not`);
    const type = typeOf(line.type);
    const passed = result.outcome === 'pass';
    const number = certificateNumber(appointment.unit, appointment.id, line.number);
    return {
      number,
      document: passed ? 'certificate' : 'notice',
      kind: line.kind,
      title: passed
        ? titles[line.kind]
        : line.kind === 'verification'
          ? { zh: '检定结果通知书', en: 'Notice of verification result' }
          : { zh: `${titles[line.kind].zh}（不合格）`, en: `${titles[line.kind].en} (failed)` },
      appointmentId: appointment.id,
      organisationCode: appointment.organisationCode,
      organisationName: appointment.organisationName,
      unit: appointment.unit,
      institution: at.institution,
      line,
      instrument: type?.name ?? { zh: line.otherName ?? line.type, en: line.otherName ?? line.type },
      basis: type?.document ?? '—',
      result,
      validUntil:
        passed && line.kind === 'verification' && type?.cycleMonths
          ? validUntil(result.testedOn, type.cycleMonths)
          : null,
      testedBy,
      checkedBy,
      authorisedBy,
      issuedOn: at.date,
      checkCode: checkCodeOf(number),
    };
  });
}

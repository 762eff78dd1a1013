import * as z from 'zod';
import type { In } from '#domain/appointments/appointment.ts';
import { NumberedLine, type Results, type Signature, signatures } from '#domain/appointments/parts.ts';
import { Bilingual } from '#domain/bilingual.ts';
import { labelled } from '#domain/labelled.ts';
import { type InstrumentType, ServiceKind } from '#domain/ledger/catalogue.ts';
import { Person } from '#domain/people/person.ts';
import { LocalDate, validUntil } from '#domain/time/calendar.ts';
import { UnitId } from '#domain/units/unit.ts';
import { LineResult } from '#domain/verification/result.ts';

/** What is issued of an instrument: what passed gets the one, what failed the other. */
export const DocumentKind = labelled('DocumentKind', {
  certificate: { zh: '证书', en: 'certificate' },
  notice: { zh: '结果通知书', en: 'notice of result' },
});
export type DocumentKind = z.infer<typeof DocumentKind>;

/** One of each on every paper: a signature that the results know and a certificate lacks does not compile. */
const signed = { testedBy: Person, checkedBy: Person, authorisedBy: Person } satisfies Record<
  Signature,
  typeof Person
>;

export const Certificate = z
  .object({
    number: z.string(),
    document: DocumentKind,
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
    ...signed,
    issuedOn: LocalDate,
    /** What anybody who holds the paper types in to check it against the register. */
    checkCode: z.string(),
  })
  .meta({
    id: 'Certificate',
    description:
      '检定证书 for what passed, with the last day it is valid; 检定结果通知书 for what failed, which carries no validity. Work that is not a verification gets a report of its kind (校准证书 and the like).',
  });
export type Certificate = z.infer<typeof Certificate>;

export const CertificateSummary = Certificate.pick({
  number: true,
  document: true,
  kind: true,
  title: true,
  appointmentId: true,
  organisationCode: true,
  unit: true,
  instrument: true,
  validUntil: true,
  issuedOn: true,
})
  .extend({ serialNumber: z.string() })
  .meta({ id: 'CertificateSummary', description: 'A certificate or notice as a row of a list shows it.' });
export type CertificateSummary = z.infer<typeof CertificateSummary>;

const titles: Record<ServiceKind, Bilingual> = {
  verification: { zh: '检定证书', en: 'Verification certificate' },
  calibration: { zh: '校准证书', en: 'Calibration certificate' },
  check: { zh: '核查报告', en: 'Check report' },
  test: { zh: '检测报告', en: 'Test report' },
};

/** The number follows from appointment and line, so issuing twice gives the same document: `GL-XY-01J…-03`. */
export const certificateNumber = (unit: UnitId, appointmentId: string, line: number): string =>
  `GL-${unit.toUpperCase()}-${appointmentId}-${String(line).padStart(2, '0')}`;

/** Who signed the results; undefined while a signature is missing. */
function signersOf(results: Results): Record<Signature, Person> | undefined {
  const found = z.object(signed).safeParse(results);
  return found.data;
}

/** The documents of an authorised appointment, one a line. `checkCodeOf` derives a short code from a number. */
export function issue(
  appointment: In<'VERIFYING'>,
  at: { date: LocalDate; institution: Bilingual },
  typeOf: (id: string) => InstrumentType | undefined,
  checkCodeOf: (number: string) => string,
): Certificate[] {
  const { results } = appointment;
  const signers = results && signersOf(results);
  if (!signers) throw new RangeError(`appointment ${appointment.id} is not authorised`);
  const people = new Set(Object.values(signers).map(({ subject }) => subject));
  if (people.size < signatures.length) {
    throw new RangeError(
      `appointment ${appointment.id} was not signed by ${signatures.length} different people`,
    );
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
      ...signers,
      issuedOn: at.date,
      checkCode: checkCodeOf(number),
    };
  });
}

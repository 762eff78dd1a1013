import * as z from 'zod';
import { comparable, type InstrumentLine, instrumentLineFields } from '#domain/ledger/instrument.ts';
import { addDays, LocalDate } from '#domain/time/calendar.ts';
import { UnitId } from '#domain/units/unit.ts';
import { type LineResult, ResultOutcome } from '#domain/verification/result.ts';

export const LedgerEntry = z
  .object({
    organisationCode: z.string(),
    instrumentKey: z.string(),
    ...instrumentLineFields,
    unit: UnitId,
    /** The open appointment it is part of: an instrument is in one at a time. */
    openAppointment: z.string().optional(),
    lastCertificate: z.string().nullable(),
    lastOutcome: ResultOutcome.nullable(),
    lastTestedOn: LocalDate.nullable(),
    /** First day without a valid certificate: the day after 有效期至; null when there is none to wait for. */
    nextDueOn: LocalDate.nullable(),
  })
  .meta({
    id: 'LedgerEntry',
    description: '台账: one instrument of an organisation, as the last appointment described and left it.',
  });
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** `#` keeps the parts of a key apart, so inside a part it is escaped. */
const part = (value: string): string => comparable(value).replace(/[#%]/g, encodeURIComponent);

/** Which instrument a line means: two makers may use one serial number, and people type it with and without hyphens. */
export const instrumentKey = (
  line: Pick<InstrumentLine, 'type' | 'manufacturer' | 'serialNumber' | 'otherName'>,
): string =>
  [line.type, part(line.otherName ?? ''), part(line.manufacturer), part(line.serialNumber)].join('#');

/** What the ledger takes from a document that was issued. */
type Issued = {
  readonly number: string;
  readonly result: Pick<LineResult, 'outcome' | 'testedOn'>;
  readonly validUntil: LocalDate | null;
};

/** What a document changes in the ledger. */
export const afterIssue = ({
  number,
  result,
  validUntil,
}: Issued): Pick<LedgerEntry, 'lastCertificate' | 'lastOutcome' | 'lastTestedOn' | 'nextDueOn'> => ({
  lastCertificate: number,
  lastOutcome: result.outcome,
  lastTestedOn: result.testedOn,
  nextDueOn: validUntil === null ? null : addDays(validUntil, 1),
});

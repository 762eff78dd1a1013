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
    /** The number of the certificate or notice that holds of it now; what was issued before it holds no more. */
    currentDocument: z.string().nullable(),
    lastOutcome: ResultOutcome.nullable(),
    lastTestedOn: LocalDate.nullable(),
    /** First day without a valid certificate: the day after 有效期至; null when there is none to wait for. */
    nextDueOn: LocalDate.nullable(),
    /** Counts writes from 1; every write is conditional on the one it read. */
    version: z.int().min(1),
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
}: Issued): Pick<LedgerEntry, 'currentDocument' | 'lastOutcome' | 'lastTestedOn' | 'nextDueOn'> => ({
  currentDocument: number,
  lastOutcome: result.outcome,
  lastTestedOn: result.testedOn,
  nextDueOn: validUntil === null ? null : addDays(validUntil, 1),
});

/** Whom an instrument is taken by: one open appointment at a time. */
type Taker = { readonly id: string; readonly organisationCode: string; readonly unit: UnitId };

/** Why an instrument cannot be taken: it is in another open appointment. */
export const takenBy = (entry: LedgerEntry | undefined, { id }: Pick<Taker, 'id'>): string | undefined =>
  entry?.openAppointment === id ? undefined : entry?.openAppointment;

/** The instrument of a line as the appointment describes it, taken for it. Taking it twice is the same as once. */
export const taken = (
  entry: LedgerEntry | undefined,
  { id, organisationCode, unit }: Taker,
  line: InstrumentLine,
): LedgerEntry => {
  const described = Object.fromEntries(
    Object.keys(instrumentLineFields).map((name) => [name, line[name as keyof InstrumentLine]]),
  ) as InstrumentLine;
  const before = entry ?? {
    currentDocument: null,
    lastOutcome: null,
    lastTestedOn: null,
    nextDueOn: null,
    version: 0,
  };
  return {
    ...before,
    ...defined(described),
    organisationCode,
    instrumentKey: instrumentKey(line),
    unit,
    openAppointment: id,
    version: before.version + 1,
  };
};

/** What is not said of an instrument stays as it was known. */
const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;

/** The instrument free again, with what a document that was issued says of it. */
export const freed = (entry: LedgerEntry, issued?: Issued): LedgerEntry => {
  const { openAppointment: _open, ...rest } = entry;
  return { ...rest, ...(issued && afterIssue(issued)), version: entry.version + 1 };
};

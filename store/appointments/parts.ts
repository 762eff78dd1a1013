import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import {
  type Appointment,
  Cancellation,
  contentFields,
  Failure,
  Returned,
  Settlement,
} from '#domain/appointments/appointment.ts';
import { Assignment, Triage, WaiverState } from '#domain/appointments/parts.ts';
import { Quote } from '#domain/fees/quote.ts';

/**
 * The wide parts of an appointment, each stored once, with the write that brought it, and never changed. A head names
 * the version of each that it holds. What triage found is three of them, since prices and quote change later.
 */
export const partSchemas = {
  content: z.object(contentFields),
  triage: Triage.omit({ quote: true, prices: true }),
  // Without its default: a line that brought no prices must not be read as one that brought none of them.
  prices: Triage.shape.prices.unwrap(),
  quote: Quote,
  waiver: WaiverState,
  assignment: Assignment,
  returned: Returned,
  /** The quote that was settled is the one that stands, with what became of the waiver. */
  settlement: Settlement.omit({ quote: true }).extend({ waiver: Quote.shape.waiver }),
  cancellation: Cancellation,
  failure: Failure,
};
export type PartName = keyof typeof partSchemas;
export type Parts = { [P in PartName]?: z.infer<(typeof partSchemas)[P]> | undefined };

export const partNames = Object.keys(partSchemas) as PartName[];

/** The parts of an appointment as they are stored. @throws RangeError when what is settled is not what was shown. */
export function partsOf(appointment: Appointment): Parts {
  const { division, channel, contactFree, lines, evidence, requestedDate, note, submittedBy } = appointment;
  const { quote, prices, ...triage } = appointment.triage;
  return {
    content: { division, channel, contactFree, lines, evidence, requestedDate, note, submittedBy },
    triage,
    prices: prices.length > 0 ? prices : undefined,
    quote,
    waiver: appointment.waiver,
    ...('assignment' in appointment && { assignment: appointment.assignment }),
    ...('returned' in appointment && { returned: appointment.returned }),
    ...('settlement' in appointment && { settlement: settled(appointment.settlement, quote) }),
    ...('cancellation' in appointment && { cancellation: appointment.cancellation }),
    ...('failure' in appointment && { failure: appointment.failure }),
  };
}

function settled({ quote, ...settlement }: z.infer<typeof Settlement>, shown: Quote): Parts['settlement'] {
  const { waiver, ...fee } = quote;
  const { waiver: _terms, ...standing } = shown;
  if (!isDeepStrictEqual(fee, standing)) throw new RangeError('what is settled is not what was shown');
  return { ...settlement, waiver };
}

/** An appointment's fields from its parts. */
export function joined({ content, triage, prices = [], quote, waiver, settlement, ...rest }: Parts) {
  return {
    ...content,
    triage: { ...triage, prices, quote },
    waiver,
    ...rest,
    ...(settlement && quote && { settlement: settledAgain(settlement, quote) }),
  };
}

const settledAgain = ({ waiver, ...settlement }: NonNullable<Parts['settlement']>, quote: Quote) => ({
  ...settlement,
  quote: { ...quote, waiver },
});

import type { In } from '#domain/appointments/appointment.ts';
import { feeNow, withFeeNow } from '#domain/appointments/fee-now.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { type DocumentKind, issue } from '#domain/certificates/certificate.ts';
import { Problem } from '#domain/problem.ts';
import { localDate } from '#domain/time/calendar.ts';
import { InstitutionId } from '#domain/units/institution.ts';
import { referenceOfTriage } from '#functions/reference.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { type AppointmentRevision, currentRevision } from '#functions/scope/current-revision.ts';
import { instrumentType } from '#policies/catalogue.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { issueCertificate } from '#store/certificates/certificates.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';
import { findInstruments, freeInstruments } from '#store/ledger/instruments.ts';
import { random } from '#store/runtime/chance.ts';

export type Closed = { payableFen: number; certificates: number; notices: number };

/**
 * Settles the fee by the policy and the facts of the day of triage, issues a document per line and sets the next due
 * dates, in one transaction. Asked again, it answers from what it wrote.
 */
export const closeAppointment = (request: AppointmentRevision, now: Moment): Promise<Closed> =>
  withFreshRead(async () => {
    const { appointment: present } = await currentRevision(request);
    if (present.status === 'COMPLETED') return summary(present);
    if (present.status !== 'VERIFYING') {
      throw new Problem('IllegalTransition', { context: { state: present.status } });
    }
    const reference = referenceOfTriage(present);
    const quote = feeNow(present, reference);
    const documents = issue(
      present,
      { date: localDate(now.ms), institution: InstitutionId.labels[present.institution] },
      instrumentType,
      checkCode,
    );
    const numbers = (kind: DocumentKind) =>
      documents.filter(({ document }) => document === kind).map(({ number }) => number);
    const settlement = {
      at: now.at,
      quote,
      certificates: numbers('certificate'),
      notices: numbers('notice'),
    };
    const { results } = present;
    if (!results) throw new Problem('IllegalTransition', { context: { state: present.status } });
    const next = transition(withFeeNow(present, reference), 'Completed', { results, settlement }, now.at);
    await commit([
      ...updateAppointment(present, next, {
        type: 'Completed',
        at: now.at,
        by: 'system',
        detail: { payableFen: quote.payableFen, tariffFen: quote.tariffFen },
      }),
      ...documents.map((document) => issueCertificate(document, present)),
      ...freeInstruments(present, await findInstruments(present), documents),
    ]);
    return summary(next);
  });

const summary = ({ settlement }: In<'COMPLETED'>): Closed => ({
  payableFen: settlement.quote.payableFen,
  certificates: settlement.certificates.length,
  notices: settlement.notices.length,
});

/** Without letters that are read for digits; 8 of 31 are not guessed through a rate-limited page. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const checkCode = (): string =>
  Array.from({ length: 8 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join('');

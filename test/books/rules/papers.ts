import { type Appointment, isAccepted, reached } from '#domain/appointments/appointment.ts';
import { feeNow } from '#domain/appointments/fee-now.ts';
import { signatures } from '#domain/appointments/parts.ts';
import { certificateNumber } from '#domain/certificates/certificate.ts';
import { referenceOfTriage } from '#functions/reference.ts';
import type { Books } from '../books.ts';

/** The fee that is shown is the fee as it stands; what was settled was shown before. */
export const money = ({ appointments }: Books): string[] =>
  appointments.filter(isAccepted).flatMap((one) => {
    const { payableFen } = feeNow(one, referenceOfTriage(one));
    const shown = one.triage.quote.payableFen;
    const settled = one.status === 'COMPLETED' ? one.settlement.quote.payableFen : shown;
    return shown === payableFen && settled === payableFen
      ? []
      : [`appointment ${one.id} shows ${shown} fen, stands at ${payableFen} and settles ${settled}`];
  });

/** A document for each line of what was completed, as the settlement names them, and none for anything else. */
export function documents({ appointments, certificates }: Books): string[] {
  const wanted = appointments.flatMap((one) =>
    one.status === 'COMPLETED'
      ? one.lines.map(({ number }) => certificateNumber(one.unit, one.id, number))
      : [],
  );
  const named = appointments.flatMap((one) =>
    one.status === 'COMPLETED' ? [...one.settlement.certificates, ...one.settlement.notices] : [],
  );
  const issued = certificates.map(({ number }) => number);
  const sorted = (numbers: string[]) => numbers.sort().join(', ');
  return sorted(wanted) === sorted(issued) && sorted(named) === sorted(issued)
    ? []
    : [`documents issued: ${issued}; named: ${named}; due: ${wanted}`];
}

/** Each version has its line of history, once and in order. */
export const history = ({ appointments, history: entries }: Books): string[] =>
  appointments.flatMap(({ id, version }) => {
    const versions = entries.filter((entry) => entry.id === id).map((entry) => entry.version);
    const wanted = Array.from({ length: version }, (_, index) => index + 1);
    return versions.sort((one, other) => one - other).join() === wanted.join()
      ? []
      : [`appointment ${id} is at version ${version}, its history has ${versions}`];
  });

/** Three different people answer for results, two for a countersigned waiver, and never the applicant. */
export const signers = ({ appointments }: Books): string[] =>
  appointments.flatMap((one) => {
    const { waiver } = one;
    const { results } = reached(one);
    const people = signatures.flatMap((name) => results?.[name]?.subject ?? []);
    const missing = one.status === 'COMPLETED' && people.length < signatures.length;
    return [
      ...(missing ? [`appointment ${one.id} was completed with the signatures of ${people}`] : []),
      ...twice(one, 'results', people),
      ...twice(
        one,
        'waiver',
        waiver.decidedBy.map(({ subject }) => subject),
      ),
    ];
  });

function twice({ id, submittedBy }: Appointment, paper: string, people: string[]): string[] {
  const wrong = new Set(people).size < people.length || people.includes(submittedBy.subject);
  return wrong
    ? [`the ${paper} of ${id}, applied for by ${submittedBy.subject}, were signed by ${people}`]
    : [];
}

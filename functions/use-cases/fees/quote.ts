import type { Appointment } from '#domain/appointments/appointment.ts';
import { refusedLines, triage } from '#domain/appointments/triage.ts';
import { hasRole } from '#domain/people/principal.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import { localDate } from '#domain/time/calendar.ts';
import type { Reader } from '#functions/caller.ts';
import { referenceFor, servingUnit } from '#functions/reference.ts';
import { findOrganisation } from '#store/organisations/organisations.ts';

type QuoteRequest = Pick<Appointment, 'division' | 'mode' | 'evidence'> & {
  organisationCode?: string | undefined;
  lines: Omit<Appointment['lines'][number], 'number'>[];
};

/** What an appointment would cost, and why, and how soon: the triage itself, of an appointment that is not kept. */
export async function quoteFor(request: QuoteRequest, { principal, now: { ms, at } }: Reader) {
  const code = hasRole(principal, 'enterprise') ? principal.organisation : request.organisationCode;
  if (request.organisationCode && request.organisationCode !== code) throw new Problem('NotFound');
  if (!code) throw fieldProblem('/organisationCode', '请填写单位。', 'Say for which organisation.');
  const organisation = await findOrganisation(code);
  if (!organisation) throw new Problem('OrganisationUnknown', { context: { code } });
  const unit = servingUnit(request.division, organisation);
  const reference = referenceFor(unit, localDate(ms));
  const draft = {
    ...request,
    lines: request.lines.map((line, index) => ({ number: index + 1, ...line })),
    requestedDate: null,
  };
  const { policyVersion, lane, laneReason, dueBy, lines, quote } = triage(draft, organisation, reference, at);
  return {
    unit,
    policyVersion,
    lane,
    laneReason,
    dueBy,
    lines,
    refused: refusedLines(draft, reference.typeOf),
    quote,
  };
}

import * as z from 'zod';
import { MAXIMUM_LINES, ServiceMode } from '#domain/appointments/parts.ts';
import { Bilingual } from '#domain/bilingual.ts';
import { Quote } from '#domain/fees/quote.ts';
import { InstrumentLine } from '#domain/ledger/instrument.ts';
import { CreditCode } from '#domain/organisations/credit-code.ts';
import { Evidence } from '#domain/organisations/evidence.ts';
import { DivisionCode } from '#domain/organisations/organisation.ts';
import { Lane } from '#domain/policy/lane.ts';
import { LocalDate } from '#domain/time/calendar.ts';
import { UnitId } from '#domain/units/unit.ts';
import type { Routes } from './common.ts';

export const QuoteRequest = z
  .strictObject({
    organisationCode: CreditCode.optional(),
    division: DivisionCode,
    mode: ServiceMode,
    lines: z.array(InstrumentLine).min(1).max(MAXIMUM_LINES),
    evidence: z.array(Evidence).default([]),
  })
  .meta({ id: 'QuoteRequest', description: 'What to price 试算申请.' });
export type QuoteRequest = z.infer<typeof QuoteRequest>;

export const QuoteResponse = z
  .object({
    unit: UnitId,
    policyVersion: z.string(),
    lane: Lane,
    laneReason: Bilingual,
    dueBy: LocalDate.nullable(),
    lines: z.array(
      z.object({ number: z.int(), compulsory: z.boolean(), reason: Bilingual, basis: z.string() }),
    ),
    refused: z.array(z.object({ line: z.int(), reason: Bilingual })),
    quote: Quote,
  })
  .meta({ id: 'QuoteResponse', description: 'What it would cost, in which lane, by when, and why.' });
export type QuoteResponse = z.infer<typeof QuoteResponse>;

export const quoteRoutes = {
  quote: {
    method: 'POST',
    path: '/quotes',
    function: 'api-quotes',
    roles: ['enterprise', 'clerk'],
    summary: 'What would it cost, and why; changes nothing 费用试算',
    body: QuoteRequest,
    status: 200,
    response: QuoteResponse,
    refusals: ['NotFound', 'OrganisationUnknown'],
  },
} as const satisfies Routes;

import * as z from 'zod';
import { Bilingual } from '#domain/bilingual.ts';
import { Quote, WaiverVerdict } from '#domain/fees/quote.ts';
import { labelled } from '#domain/labelled.ts';
import { MeasurementField } from '#domain/ledger/catalogue.ts';
import { instrumentLineFields } from '#domain/ledger/instrument.ts';
import { SizeClass } from '#domain/organisations/size-class.ts';
import { Person } from '#domain/people/person.ts';
import { Lane } from '#domain/policy/lane.ts';
import { LocalDate } from '#domain/time/calendar.ts';
import { Instant } from '#domain/time/instant.ts';
import { LineResult } from '#domain/verification/result.ts';

/** Sent in: the enterprise brings the instruments. On site: a team comes. */
export const ServiceMode = labelled('ServiceMode', {
  'send-in': { zh: '送检', en: 'sent in' },
  'on-site': { zh: '上门', en: 'on site' },
});
export type ServiceMode = z.infer<typeof ServiceMode>;

/** How the appointment came in 渠道. */
export const Channel = labelled('Channel', {
  online: { zh: '网上', en: 'online' },
  telephone: { zh: '电话', en: 'by telephone' },
});
export type Channel = z.infer<typeof Channel>;

/** At most so many instruments in one appointment: they close in one transaction of at most 100 writes. */
export const MAXIMUM_LINES = 40;

export const NumberedLine = z
  .object({ number: z.int().min(1).max(MAXIMUM_LINES), ...instrumentLineFields })
  .meta({ id: 'NumberedLine', description: 'A line as stored: numbered from 1.' });
export type NumberedLine = z.infer<typeof NumberedLine>;

export const LineReason = z
  .strictObject({ line: z.int().min(1).max(MAXIMUM_LINES), reason: Bilingual })
  .meta({ id: 'LineReason', description: 'Why a line is returned or refused.' });
export type LineReason = z.infer<typeof LineReason>;

export const OrganisationFacts = z
  .object({
    sizeClass: SizeClass,
    resuming: z.boolean(),
    medical: z.boolean(),
  })
  .meta({
    id: 'OrganisationFacts',
    description: 'What the policies ask of an organisation, as it was at triage.',
  });
export type OrganisationFacts = z.infer<typeof OrganisationFacts>;

export const LinePrice = z
  .strictObject({
    line: z.int().min(1).max(MAXIMUM_LINES),
    tariffFen: z.int().min(0).max(100_000_000),
  })
  .meta({
    id: 'LinePrice',
    description: 'What a clerk asks for an instrument that the tariff does not know, in fen.',
  });
export type LinePrice = z.infer<typeof LinePrice>;

export const Triage = z
  .object({
    at: Instant,
    /** What the register said of the organisation then; the settlement rests on it too. */
    facts: OrganisationFacts,
    policyVersion: z.string(),
    lines: z.array(
      z.object({ number: z.int(), compulsory: z.boolean(), reason: Bilingual, basis: z.string() }),
    ),
    lane: Lane,
    laneReason: Bilingual,
    headStartHours: z.number().min(0),
    /** Promised day; null while the working days of that year are not announced. */
    dueBy: LocalDate.nullable(),
    /** Minutes of work without travel, and the skills it takes. */
    minutes: z.int().min(0),
    fields: z.array(MeasurementField),
    quote: Quote,
    /** Lines that the tariff does not price, and what a clerk made of them. A line that nobody priced costs nothing. */
    unpriced: z.array(z.int()).default([]),
    prices: z.array(LinePrice).default([]),
    /** Whether evidence contradicts the register: only a person may let that count. */
    disputed: z.boolean().default(false),
    /** Why a clerk must look at it, where one must. */
    review: z.array(Bilingual),
  })
  .meta({
    id: 'Triage',
    description:
      'What triage found; kept with the appointment, so that everybody sees why it stands where it stands.',
  });
export type Triage = z.infer<typeof Triage>;

export const Assignment = z
  .object({
    teamId: z.string(),
    teamName: Bilingual,
    /** The first day. */
    date: LocalDate,
    /** The shifts that it takes, in their order, and the minutes taken from each, travel included. */
    parts: z.array(z.object({ shiftId: z.string(), date: LocalDate, minutes: z.int().min(0) })).min(1),
    people: z.array(Person),
    vehicle: z.string().nullable(),
    explanation: Bilingual,
    at: Instant,
  })
  .meta({
    id: 'Assignment',
    description: '派工: which team comes or receives, on which day, and why this one.',
  });
export type Assignment = z.infer<typeof Assignment>;

/** @public */
export const WaiverStatus = labelled('WaiverStatus', {
  none: { zh: '无需审批', en: 'nothing to decide' },
  pending: { zh: '待审批', en: 'waits for a decision' },
  countersign: { zh: '待会签', en: 'waits for the countersignature' },
  ...WaiverVerdict.labels,
});

export const WaiverState = z
  .object({
    status: WaiverStatus,
    rule: z.string().nullable(),
    ratePercent: z.number().min(0).max(100).nullable(),
    byDefault: z.boolean(),
    decidedBy: z.array(Person),
    reason: z.string().nullable(),
  })
  .meta({
    id: 'WaiverState',
    description:
      'Where the decision about money stands. `byDefault`: nobody decided in time, the policy did.',
  });
export type WaiverState = z.infer<typeof WaiverState>;

/** The people who answer for a result, each by their own name: 检定, 核验, 批准. */
export const signatures = ['testedBy', 'checkedBy', 'authorisedBy'] as const;
export type Signature = (typeof signatures)[number];

export const Results = z
  .object({
    round: z.int().min(1),
    lines: z.array(LineResult),
    testedBy: Person,
    testedAt: Instant,
    checkedBy: Person.optional(),
    authorisedBy: Person.optional(),
  })
  .meta({
    id: 'Results',
    description: 'The results of one round of testing, and the people who answer for them.',
  });
export type Results = z.infer<typeof Results>;

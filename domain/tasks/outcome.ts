import * as z from 'zod';
import { LinePrice, MAXIMUM_LINES } from '#domain/appointments/parts.ts';
import { labelled } from '#domain/labelled.ts';
import { Person } from '#domain/people/person.ts';
import { text } from '#domain/text.ts';
import { Instant } from '#domain/time/instant.ts';
import { LineResult } from '#domain/verification/result.ts';

export const Decision = z
  .discriminatedUnion('outcome', [
    z.strictObject({
      outcome: z.literal('accept'),
      /** One for each line that the tariff does not price, and for no other. */
      prices: z.array(LinePrice).max(MAXIMUM_LINES).exactOptional(),
    }),
    z.strictObject({
      outcome: z.literal('return'),
      reason: text(500),
      lines: z.array(z.strictObject({ line: z.int().min(1), reason: text(200) })).max(MAXIMUM_LINES),
    }),
    z.strictObject({ outcome: z.literal('receive'), condition: text(200) }),
    z.strictObject({ outcome: z.literal('record'), results: z.array(LineResult).min(1).max(MAXIMUM_LINES) }),
    z.strictObject({
      outcome: z.literal('approve'),
      ratePercent: z.int().min(1).max(100).exactOptional(),
      reason: text(500).exactOptional(),
    }),
    z.strictObject({ outcome: z.literal('reject'), reason: text(500) }),
  ])
  .meta({
    id: 'Decision',
    description:
      'What a person may decide. A reason is asked for wherever somebody else has to live with a no.',
  });
export type Decision = z.infer<typeof Decision>;

export type Outcome = Decision['outcome'];
export const Outcome = labelled<Outcome>('Outcome', {
  accept: { zh: '受理', en: 'accept' },
  return: { zh: '退回', en: 'return' },
  receive: { zh: '收样', en: 'receive' },
  record: { zh: '录入结果', en: 'record results' },
  approve: { zh: '同意', en: 'approve' },
  reject: { zh: '驳回', en: 'reject' },
});

export const Decided = z
  .object({
    outcome: Outcome,
    by: Person,
    at: Instant,
    reason: z.string().optional(),
    ratePercent: z.number().optional(),
    /** How the instruments looked when they were received. */
    condition: z.string().optional(),
  })
  .meta({
    id: 'Decided',
    description: 'A decision as it was made: by whom and when. Results stand in the appointment, not here.',
  });
export type Decided = z.infer<typeof Decided>;

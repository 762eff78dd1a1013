import * as z from 'zod';
import { Limits } from '#domain/appointments/limits.ts';

/** What the appointment machine is given: ids, and the small decisions that it goes by. Never a document. */
export const StartInput = z.object({
  appointmentId: z.string(),
  revision: z.int().min(1),
  /** Whether a person looks at it first. */
  route: z.enum(['accepted', 'review']),
  /** Whether a waiver is to be decided by a person. */
  waiver: z.enum(['none', 'decide']),
  limits: Limits,
  /** Milliseconds since 1970: what the limits count from. */
  triagedAt: z.int().min(0),
});
export type StartInput = z.infer<typeof StartInput>;

/** What must be delivered because of a write. The relay is the only one who delivers. */
export const Delivery = z.discriminatedUnion('kind', [
  /** Start the appointment machine for one revision. */
  z.object({ kind: z.literal('start'), input: StartInput }),
  /** Complete a wait of an execution with an output or an error. */
  z.object({
    kind: z.literal('resume'),
    appointmentId: z.string(),
    wait: z.string(),
    output: z.record(z.string(), z.unknown()).optional(),
    error: z.object({ error: z.string(), cause: z.string() }).optional(),
  }),
  /** Fail every wait of an appointment, because it was cancelled. */
  z.object({ kind: z.literal('cancel-waits'), appointmentId: z.string(), cause: z.string() }),
]);
export type Delivery = z.infer<typeof Delivery>;

/** The appointment that a delivery is about. */
export const subjectOf = (delivery: Delivery): string =>
  delivery.kind === 'start' ? delivery.input.appointmentId : delivery.appointmentId;

/** The name of an execution: one per revision, so that starting twice starts one. */
export const executionName = (appointmentId: string, revision: number): string =>
  `${appointmentId}-r${revision}`;

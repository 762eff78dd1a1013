import * as z from 'zod';
import { events, type OwnEventName } from './events.ts';

const publication = <N extends OwnEventName>(name: N) =>
  z.object({ kind: z.literal('publish'), detailType: z.literal(name), detail: events[name].detail });

/** What must be delivered because of a write. The relay is the only one who delivers. */
export const Delivery = z.discriminatedUnion('kind', [
  /** Start the appointment machine for one revision. */
  z.object({ kind: z.literal('start'), appointmentId: z.string(), revision: z.int() }),
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
  /** Tell the event bus. */
  z.discriminatedUnion('detailType', [publication('DispatchNeeded')]),
]);
export type Delivery = z.infer<typeof Delivery>;
/** An event of ours with what it says. An event that is not in the list above cannot be published. */
export type Publication = Extract<Delivery, { kind: 'publish' }>;

/** The name of an execution: one per revision, so that starting twice starts one. */
export const executionName = (appointmentId: string, revision: number): string =>
  `${appointmentId}-r${revision}`;

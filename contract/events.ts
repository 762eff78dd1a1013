import * as z from 'zod';
import { UnitId } from '#domain/units/unit.ts';

/** An event of a bus: how a rule finds it, and the schema of what it says. */
type EventDefinition = {
  /** `greenlane` is our own bus; `default` is the account's, on which AWS reports executions. */
  bus: 'greenlane' | 'default';
  source: string;
  detailType: string;
  detail: z.ZodType;
};

/** How an execution may end that could not clean up after itself. */
export const failedStatuses = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const;

const Subject = z.object({ appointmentId: z.string(), revision: z.int().min(1) });

/** Every event that a function of ours hears. Ours are named by their type. */
export const events = {
  /** Somebody waits in the queue of a unit, or its capacity has changed. */
  DispatchNeeded: {
    bus: 'greenlane',
    source: 'greenlane',
    detailType: 'DispatchNeeded',
    detail: z.object({ unit: UnitId }),
  },
  /** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
  ExecutionEnded: {
    bus: 'default',
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    detail: z.object({
      status: z.enum(failedStatuses),
      input: z
        .string()
        .transform((text) => JSON.parse(text))
        .pipe(Subject),
      error: z.string().nullish(),
      cause: z.string().nullish(),
    }),
  },
} as const satisfies Record<string, EventDefinition>;

export type EventName = keyof typeof events;

/** The events that we publish ourselves. */
export type OwnEventName = {
  [N in EventName]: (typeof events)[N]['bus'] extends 'greenlane' ? N : never;
}[EventName];

/** What a rule hands to its function. EventBridge says more; the rest is nobody's business. */
export const eventSchema = <N extends EventName>(name: N): z.ZodObject<{ detail: Detail<N> }> =>
  z.object({ detail: events[name].detail as Detail<N> });
type Detail<N extends EventName> = (typeof events)[N]['detail'];

/** New rows of the outbox, as the stream of the table hands them to a function. */
export const OutboxRecords = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({
        SequenceNumber: z.string(),
        NewImage: z.object({ id: z.object({ S: z.string() }) }),
      }),
    }),
  ),
});
export type OutboxRecords = z.infer<typeof OutboxRecords>;

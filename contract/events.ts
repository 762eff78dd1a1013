import * as z from 'zod';

/** An event of the account's bus: how a rule finds it, and the schema of what it says. */
type EventDefinition = { source: string; detailType: string; detail: z.ZodType };

/** How an execution may end that could not clean up after itself. */
export const failedStatuses = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const;

const Subject = z.object({ appointmentId: z.string(), revision: z.int().min(1) });

/** Every event that a function of ours hears. AWS says them; what we have to tell goes through outbox and streams. */
export const events = {
  /** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
  ExecutionEnded: {
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

/** What a rule hands to its function. EventBridge says more; the rest is nobody's business. */
export const eventSchema = <N extends EventName>(name: N): z.ZodObject<{ detail: Detail<N> }> =>
  z.object({ detail: events[name].detail as Detail<N> });
type Detail<N extends EventName> = (typeof events)[N]['detail'];

const Text = z.object({ S: z.string() });

/**
 * New rows of the outbox, as the stream of the table hands them to a function: in DynamoDB's own JSON. Whether a row can
 * be read is found out one by one, so that one that cannot does not hold up its batch.
 */
export const OutboxRecords = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({
        SequenceNumber: z.string(),
        Keys: z.object({ id: Text }),
        NewImage: z.record(z.string(), z.unknown()),
      }),
    }),
  ),
});

/**
 * New entries of the queue, new and grown shifts, and new and changed teams, as their streams hand them to the
 * dispatcher. A batch is of one table; the names of the keys tell which, and their values whose: the institution.
 */
export const DispatchRecords = z.object({
  Records: z.array(
    z.object({
      eventName: z.enum(['INSERT', 'MODIFY']),
      dynamodb: z.object({
        SequenceNumber: z.string(),
        Keys: z.union([
          z.object({ queue: Text, place: Text }),
          z.object({ institution: Text, item: Text }),
          z.object({ institution: Text, id: Text }),
        ]),
        NewImage: z.record(z.string(), z.unknown()),
      }),
    }),
  ),
});
export type DispatchRecords = z.infer<typeof DispatchRecords>;

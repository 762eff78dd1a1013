import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendTaskFailureCommand, SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type Delivery, executionName, type Publication } from '#contract/delivery.ts';
import { events as definitions } from '#contract/events.ts';
import { Refused } from '#domain/refused.ts';
import { events, stepFunctions } from '#functions/runtime/clients.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { environment } from '#functions/runtime/environment.ts';
import { findPending, markDelivered } from '#store/delivery/outbox.ts';
import { listTokens, listWaits } from '#store/delivery/waits.ts';

/**
 * Delivers one outbox row, and marks it. A row that was delivered is left alone; a crash between the two delivers it
 * again, which every kind of delivery takes for the same.
 */
export async function deliver({ id }: { id: string }, { ms }: Moment): Promise<void> {
  const row = await findPending(id);
  if (!row) return;
  await act(row.delivery);
  await markDelivered(id, ms);
}

async function act(delivery: Delivery): Promise<void> {
  switch (delivery.kind) {
    case 'start':
      return start(delivery.appointmentId, delivery.revision);
    case 'resume':
      return resume(delivery);
    case 'cancel-waits':
      return cancelWaits(delivery.appointmentId, delivery.cause);
    case 'publish':
      return publish(delivery);
  }
}

/** The name makes the second start of a revision the same as the first. */
async function start(appointmentId: string, revision: number): Promise<void> {
  try {
    await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: environment('MACHINE_APPOINTMENT'),
        name: executionName(appointmentId, revision),
        input: JSON.stringify({ appointmentId, revision }),
      }),
    );
  } catch (error) {
    if (!isNamed(error, 'ExecutionAlreadyExists')) throw error;
  }
}

type Resume = Extract<Delivery, { kind: 'resume' }>;

/**
 * Completes a wait. At most one of its tokens lives; the others were used already, or their time ran out, or whoever
 * asked with them was asked again. One that came while these were tried is tried too.
 */
async function resume(delivery: Resume): Promise<void> {
  const tried = new Set<string>();
  for (;;) {
    const tokens = await listTokens(delivery.appointmentId, delivery.wait);
    if (tokens.length === 0) throw new Error(`no token for ${delivery.wait}`);
    const untried = tokens.filter((token) => !tried.has(token));
    if (untried.length === 0) return;
    for (const token of untried) {
      if (await complete(token, delivery)) return;
      tried.add(token);
    }
  }
}

/** What says that nobody waits behind a token any more. */
const CLOSED = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

/** False when nobody waits behind the token. */
async function complete(
  taskToken: string,
  { output, error }: Pick<Resume, 'output' | 'error'>,
): Promise<boolean> {
  try {
    if (error) {
      await stepFunctions.send(new SendTaskFailureCommand({ taskToken, ...error }));
    } else {
      await stepFunctions.send(
        new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output ?? {}) }),
      );
    }
    return true;
  } catch (reason) {
    if (CLOSED.some((name) => isNamed(reason, name))) return false;
    throw reason;
  }
}

/** The waits fail with what a worker would answer from now on. */
async function cancelWaits(appointmentId: string, reason: string): Promise<void> {
  const { name: error, message: cause } = new Refused('Cancelled', reason);
  for (const { token } of await listWaits(appointmentId)) {
    await complete(token, { error: { error, cause } });
  }
}

/** Tells the event bus. @throws Error when it refuses. */
export async function publish({ detailType, detail }: Publication): Promise<void> {
  const { FailedEntryCount = 0, Entries = [] } = await events.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: environment('EVENT_BUS'),
          Source: definitions[detailType].source,
          DetailType: detailType,
          Detail: JSON.stringify(detail),
        },
      ],
    }),
  );
  if (FailedEntryCount > 0) throw new Error(`event bus refused ${detailType}: ${Entries[0]?.ErrorCode}`);
}

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

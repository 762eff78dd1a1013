import { SendTaskFailureCommand, SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type Delivery, executionName, type StartInput } from '#contract/delivery.ts';
import { Refused } from '#domain/refused.ts';
import { stepFunctions } from '#functions/runtime/clients.ts';
import { environment } from '#functions/runtime/environment.ts';
import { type OutboxRow, removeDelivered } from '#store/delivery/outbox.ts';
import { listTokens, listWaits } from '#store/delivery/waits.ts';

/**
 * Delivers one outbox row, and removes it. A crash between the two delivers it again, and so does a stream that brings
 * it once more: every kind of delivery is taken for the same the second time.
 */
export async function deliver(row: OutboxRow): Promise<void> {
  await act(row.delivery);
  await removeDelivered(row);
}

async function act(delivery: Delivery): Promise<void> {
  switch (delivery.kind) {
    case 'start':
      return start(delivery.input);
    case 'resume':
      return resume(delivery);
    case 'cancel-waits':
      return cancelWaits(delivery.appointmentId, delivery.cause);
  }
}

/** The name makes the second start of a revision the same as the first. */
async function start(input: StartInput): Promise<void> {
  try {
    await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: environment('MACHINE_APPOINTMENT'),
        name: executionName(input.appointmentId, input.revision),
        input: JSON.stringify(input),
      }),
    );
  } catch (error) {
    if (!isNamed(error, 'ExecutionAlreadyExists')) throw error;
  }
}

type Resume = Extract<Delivery, { kind: 'resume' }>;

/**
 * Completes a wait. Where there is no token, nobody has come to wait yet: who comes keeps its token first and then reads
 * what was decided, and goes on by itself. At most one of several tokens lives; the others were used already, or their
 * time ran out, or whoever asked with them was asked again. One that came while these were tried is tried too.
 */
async function resume(delivery: Resume): Promise<void> {
  const tried = new Set<string>();
  for (;;) {
    const tokens = await listTokens(delivery.appointmentId, delivery.wait);
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

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

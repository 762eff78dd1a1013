import { executionName } from '#contract/delivery.ts';
import type { MachineName } from '#contract/index.ts';
import { executionArn, machinePhysicalName } from './names.ts';

/** A call of the Step Functions API. */
type Handle = (operation: string, input: unknown) => Promise<unknown>;

/** An execution of an appointment, and how many states it has entered: what AWS charges for, beside retries. */
export type Execution = { machine: MachineName; name: string; status: string; transitions: number };

const machines: readonly MachineName[] = ['appointment', 'verification', 'fee-waiver'];

/** The executions of every revision of an appointment, the conducting one of each first. */
export async function executionsOf(handle: Handle, appointmentId: string): Promise<Execution[]> {
  const found: Execution[] = [];
  for (let revision = 1; ; revision++) {
    const name = executionName(appointmentId, revision);
    const before = found.length;
    for (const machine of machines) {
      const execution = await describe(handle, machine, name);
      if (execution) found.push(execution);
    }
    if (found.length === before) return found;
  }
}

async function describe(handle: Handle, machine: MachineName, name: string): Promise<Execution | undefined> {
  const arn = executionArn(machinePhysicalName(machine), name);
  try {
    const { status } = (await handle('DescribeExecution', { executionArn: arn })) as { status: string };
    return { machine, name, status, transitions: await countEntered(handle, arn) };
  } catch (error) {
    if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return undefined;
    throw error;
  }
}

async function countEntered(handle: Handle, executionArn: string): Promise<number> {
  let entered = 0;
  let nextToken: string | undefined;
  do {
    const page = (await handle('GetExecutionHistory', { executionArn, maxResults: 1000, nextToken })) as {
      events: { type: string }[];
      nextToken?: string;
    };
    entered += page.events.filter(({ type }) => type.endsWith('StateEntered')).length;
    nextToken = page.nextToken;
  } while (nextToken);
  return entered;
}

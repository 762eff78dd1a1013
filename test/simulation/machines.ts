import { functions, machines } from '#contract/index.ts';
import type { FunctionName } from '#contract/types.ts';
import { deployMachines } from '#local/machines.ts';
import { ACCOUNT, functionOfArn, REGION } from '#local/names.ts';
import { openStepFunctions, type StepFunctions } from '#stepfunctions';
import type { Agenda } from './agenda.ts';
import type { Bus } from './bus.ts';
import type { Invocations } from './invocations.ts';

/** The real machines in the real engine, on the agenda's time. */
export async function openMachines(parts: {
  agenda: Agenda;
  invocations: Invocations;
  bus: Bus;
  seed: number;
  report: (problem: string) => void;
}): Promise<StepFunctions> {
  const { agenda, invocations, bus, seed, report } = parts;
  const engine = await openStepFunctions({
    database: ':memory:',
    clock: agenda,
    region: REGION,
    accountId: ACCOUNT,
    seed,
    // Years are played, and in the end everything is looked at.
    historyRetentionDays: Number.POSITIVE_INFINITY,
    turn: async () => {},
    invokeFunction: (arn, payload) => {
      const name = functionOfArn(arn, Object.keys(functions) as FunctionName[]);
      if (!name) throw new Error(`no function ${arn}`);
      return invocations.invoke(name, payload);
    },
    onExecutionStatusChange: async (event) => bus.publish(event),
    logger: { error: (message, error) => report(`${message} ${error}`) },
  });
  await deployMachines((operation, input) => engine.handle(operation, input), machines);
  return engine;
}

/** An execution as the engine lists it. */
export type Execution = { name: string; stateMachineArn: string; status: string };

export async function executionsOf(engine: StepFunctions): Promise<Execution[]> {
  const { stateMachines } = (await engine.handle('ListStateMachines', {})) as {
    stateMachines: { stateMachineArn: string }[];
  };
  const lists = await Promise.all(
    stateMachines.map(
      async ({ stateMachineArn }) =>
        (await engine.handle('ListExecutions', { stateMachineArn, maxResults: 1000 })) as {
          executions: Execution[];
        },
    ),
  );
  return lists.flatMap(({ executions }) => executions);
}

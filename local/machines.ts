import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineDefinition } from '#contract/index.ts';
import { type Contract, namesOf } from './contract.ts';
import { root } from './data-folder.ts';
import { functionArn, machineArn, machinePhysicalName, PARTITION, roleArn } from './names.ts';

/** A call of the Step Functions API. */
type Handle = (operation: string, input: unknown) => Promise<unknown>;

/**
 * Creates the machines that are missing and updates those whose file has changed, as a deployment does: executions
 * under way keep the definition that they were started with.
 */
export async function deployMachines(handle: Handle, machines: Contract['machines']): Promise<void> {
  type Listed = { stateMachines: { stateMachineArn: string }[] };
  const { stateMachines } = (await handle('ListStateMachines', {})) as Listed;
  const present = new Set(stateMachines.map((machine) => machine.stateMachineArn));
  for (const name of namesOf(machines)) {
    const machine = machines[name];
    if (!machine) continue;
    const stateMachineArn = machineArn(name);
    const definition = definitionOf(machine);
    if (!present.has(stateMachineArn)) {
      await handle('CreateStateMachine', {
        name: machinePhysicalName(name),
        definition,
        roleArn: roleArn(name),
        type: 'STANDARD',
      });
      continue;
    }
    const described = (await handle('DescribeStateMachine', { stateMachineArn })) as { definition: string };
    if (described.definition !== definition)
      await handle('UpdateStateMachine', { stateMachineArn, definition });
  }
}

/** The bytes of the file with its `${…}` replaced, which is all that CloudFormation does to it. */
export function definitionOf({ definition, substitutions }: MachineDefinition): string {
  const file = readFileSync(join(root, definition), 'utf8');
  return file.replaceAll(/\$\{(\w+)\}/g, (placeholder, name: string) => {
    const value = substitutions[name];
    if (value === undefined) throw new Error(`${definition}: nothing to put in the place of ${placeholder}`);
    if (value === 'partition') return PARTITION;
    return 'function' in value ? functionArn(value.function) : machineArn(value.machine);
  });
}

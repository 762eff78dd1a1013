import { describe, expect, it } from 'vitest';
import { MovableClock } from '#local/clock.ts';
import { contract, namesOf } from '#local/contract.ts';
import { definitionOf, deployMachines } from '#local/machines.ts';
import { ACCOUNT, machineArn, REGION } from '#local/names.ts';
import { openStepFunctions } from '#stepfunctions';
import { thingTopology } from '#test/local/fixtures/contract.ts';

describe('the machines', () => {
  it.each(namesOf(contract.machines))('%s has a value for every placeholder', (name) => {
    const machine = contract.machines[name];
    if (!machine) throw new Error('no such machine');
    const definition = definitionOf(machine);
    expect(() => JSON.parse(definition)).not.toThrow();
    expect(definition).not.toMatch(/\$\{/);
  });

  it('are made once, and updated when their file has changed', async () => {
    const engine = await openStepFunctions({
      database: ':memory:',
      region: REGION,
      accountId: ACCOUNT,
      clock: new MovableClock({ flowing: false }),
      invokeFunction: async () => ({ payload: null }),
    });
    const calls: string[] = [];
    const handle = (operation: string, input: unknown) => {
      calls.push(operation);
      return engine.handle(operation, input);
    };
    await deployMachines(handle, thingTopology.machines);
    await deployMachines(handle, thingTopology.machines);
    expect(calls).toEqual([
      'ListStateMachines',
      'CreateStateMachine',
      'ListStateMachines',
      'DescribeStateMachine',
    ]);

    const { appointment } = thingTopology.machines;
    if (!appointment) throw new Error('no such machine');
    const substitutions = {
      ...appointment.substitutions,
      WorkFunctionArn: { function: 'await-dispatch' } as const,
    };
    await deployMachines(handle, { appointment: { ...appointment, substitutions } });
    const described = await engine.handle('DescribeStateMachine', {
      stateMachineArn: machineArn('appointment'),
    });
    expect(described).toMatchObject({ definition: expect.stringMatching('greenlane-await-dispatch') });
    await engine.close();
  });
});

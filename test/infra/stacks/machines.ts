import { describe, expect, test } from 'vitest';
import type { MachineName } from '#contract/index.ts';
import { machines, rules } from '#contract/index.ts';
import { calledBy, children, readDefinition } from '#infra/definitions.ts';
import { development, throwaway } from '../deployments.ts';
import { ofType, type Resource, reader } from '../template.ts';

const { data, service } = development;
const { read, grantsOf } = reader(service, data);
const names = Object.keys(machines) as MachineName[];
const made = ofType(service.Resources, 'AWS::StepFunctions::StateMachine');

const live = '{"ForAnyValue:StringEquals":{"states:StateMachineQualifier":["live"]}}';
const here = '<Partition>:states:<Region>:<AccountId>';

/** Log delivery and tracing, which know no resources. */
const onEverything = [
  ...['CreateLogDelivery', 'DeleteLogDelivery', 'DescribeLogGroups', 'DescribeResourcePolicies'],
  ...['GetLogDelivery', 'ListLogDeliveries', 'PutResourcePolicy', 'UpdateLogDelivery'],
].map((action) => `logs:${action} *`);
const tracing = ['GetSamplingRules', 'GetSamplingTargets', 'PutTelemetryRecords', 'PutTraceSegments'].map(
  (action) => `xray:${action} *`,
);

describe('the machines', () => {
  test('are those of the contract, and no others', () => {
    expect(made.map(({ Properties }) => Properties.StateMachineName).sort()).toEqual(
      names.map((name) => `greenlane-dev-${name}`).sort(),
    );
  });

  test.each(names)('%s is deployed to the byte as it stands in its file', (name) => {
    expect(machine(name).Properties.DefinitionString).toBe(readDefinition(name));
  });

  test.each(names)('%s has what its placeholders stand for', (name) => {
    const given = Object.entries(machine(name).Properties.DefinitionSubstitutions);
    expect(Object.fromEntries(given.map(([key, value]) => [key, read(value)]))).toEqual(
      Object.fromEntries(
        Object.entries(machines[name].substitutions).map(([key, target]) => {
          if (target === 'partition') return [key, '<Partition>'];
          return [
            key,
            'function' in target ? `function ${target.function}` : `machine ${target.machine}:live`,
          ];
        }),
      ),
    );
  });

  test.each(names)('%s may call what it calls, and nothing else', (name) => {
    const called = calledBy(machines[name]);
    expect(grantsOf(machine(name).Properties.RoleArn)).toEqual(
      [
        ...onEverything,
        ...tracing,
        ...called.functions.map((fn) => `lambda:InvokeFunction function ${fn}`),
        ...called.machines.flatMap((child) => [
          `states:StartExecution machine ${child} if ${live}`,
          `states:DescribeExecution arn:${here}:execution:greenlane-dev-${child}:*`,
          `states:StopExecution arn:${here}:execution:greenlane-dev-${child}:*`,
        ]),
        ...(called.machines.length > 0
          ? ['DescribeRule', 'PutRule', 'PutTargets'].map(
              (action) =>
                `events:${action} arn:${here.replace('states', 'events')}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`,
            )
          : []),
      ].sort(),
    );
  });

  test.each(names)('%s is Standard, traced, and logs what failed, but not what is in it', (name) => {
    const { StateMachineType, TracingConfiguration, LoggingConfiguration } = machine(name).Properties;
    expect(StateMachineType).toBe('STANDARD');
    expect(TracingConfiguration).toEqual({ Enabled: true });
    // A task token is in the arguments of every waiting task.
    expect(LoggingConfiguration).toMatchObject({ Level: 'ERROR', IncludeExecutionData: false });
    const [destination] = LoggingConfiguration.Destinations;
    expect(read(destination.CloudWatchLogsLogGroup.LogGroupArn)).toBe(`log /aws/vendedlogs/states/${name}`);
  });

  test('log as much as the operator says', () => {
    const levels = ofType(throwaway.service.Resources, 'AWS::StepFunctions::StateMachine').map(
      ({ Properties }) => Properties.LoggingConfiguration.Level,
    );
    expect(new Set(levels)).toEqual(new Set(['ALL']));
  });

  test('have a version for each change, kept for the way back, and the alias live on it', () => {
    const versions = ofType(service.Resources, 'AWS::StepFunctions::StateMachineVersion');
    expect(versions.map(({ Properties }) => read(Properties.StateMachineArn)).sort()).toEqual(
      names.map((name) => `machine ${name}`).sort(),
    );
    for (const { Properties, DeletionPolicy, UpdateReplacePolicy } of versions) {
      expect(read(Properties.StateMachineRevisionId)).toBe(
        `${read(Properties.StateMachineArn)}.StateMachineRevisionId`,
      );
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
    }
    const aliases = ofType(service.Resources, 'AWS::StepFunctions::StateMachineAlias');
    expect(aliases.map(({ Properties }) => Properties.Name)).toEqual(names.map(() => 'live'));
  });

  test('are told apart: who starts others, and who is started', () => {
    expect([...children].sort()).toEqual(names.filter((name) => name !== 'appointment').sort());
    const watched = Object.values(rules).flatMap(({ execution }) => (execution ? [execution.machine] : []));
    expect(watched).toEqual(['appointment']);
  });
});

function machine(name: MachineName): Resource {
  const found = made.find(({ Properties }) => Properties.StateMachineName === `greenlane-dev-${name}`);
  if (!found) throw new Error(`There is no machine ${name}.`);
  return found;
}

import { ArnFormat, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  DefinitionBody,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { FunctionName, MachineDefinition, MachineName } from '#contract/index.ts';
import { machines } from '#contract/index.ts';
import { calledBy, defectsOf, readDefinition } from '../definitions.ts';
import * as grants from '../grants.ts';
import type { Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import { found } from './found.ts';
import { pascalCase } from './naming.ts';
import { allow, allowStart, liveAlias } from './statement.ts';

/** A machine: `arn` is what IAM, metrics and events name; executions are started under `aliasArn`. */
export type Machine = { machine: StateMachine; name: string; arn: string; aliasArn: string };

type Callees = {
  functions: ReadonlyMap<FunctionName, IFunction>;
  /** Machines made so far; a child comes before its parents. */
  machines: ReadonlyMap<MachineName, Machine>;
};

/**
 * A machine of the contract, its definition inlined so that synthesis sees it.
 * @throws Error if the file does not fit the contract or Step Functions would refuse it
 */
export function stateMachine(
  scope: Construct,
  name: MachineName,
  callees: Callees,
  settings: Settings,
): Machine {
  const { description, substitutions } = machines[name];
  const definition = readDefinition(name);
  const defects = defectsOf(definition, substitutions);
  if (defects.length > 0) throw new Error(`${machines[name].definition}:\n${defects.join('\n')}`);

  const id = pascalCase(name);
  const stateMachineName = `greenlane-${settings.stage}-${name}`;
  const machine = new StateMachine(scope, id, {
    stateMachineName,
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromString(definition),
    definitionSubstitutions: Object.fromEntries(
      Object.entries(substitutions).map(([key, target]) => [key, standsFor(target, callees)]),
    ),
    comment: description,
    tracingEnabled: true,
    logs: {
      // Under this prefix one resource policy serves all; other names fill it until deployments fail.
      // https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
      destination: new LogGroup(scope, `${id}Log`, {
        logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
        retention: settings.logRetentionDays,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      level: LogLevel[settings.executionLog],
      // The arguments of a wait hold its token, and a token decides for whoever has it.
      includeExecutionData: false,
    },
  });
  if (settings.executionLog !== 'ALL')
    acknowledge(
      machine,
      'SF1',
      'The history of each execution tells all events for 90 days; logging them again is charged by the byte.',
    );
  grantCallees(machine, name, callees);
  return {
    machine,
    name: stateMachineName,
    arn: machine.stateMachineArn,
    aliasArn: publish(scope, id, machine),
  };
}

function standsFor(target: MachineDefinition['substitutions'][string], callees: Callees): string {
  if (target === 'partition') return Aws.PARTITION;
  return 'function' in target
    ? found(callees.functions, target.function).functionArn
    : found(callees.machines, target.machine).aliasArn;
}

/** A version for each change and the alias on the newest. Versions stay, for the way back and for what still runs. */
function publish(scope: Construct, id: string, machine: StateMachine): string {
  const version = new CfnStateMachineVersion(scope, `${id}Version`, {
    stateMachineArn: machine.stateMachineArn,
    stateMachineRevisionId: machine.stateMachineRevisionId,
  });
  version.applyRemovalPolicy(RemovalPolicy.RETAIN);
  const alias = new CfnStateMachineAlias(scope, `${id}Live`, {
    name: liveAlias,
    deploymentPreference: { type: 'ALL_AT_ONCE', stateMachineVersionArn: version.attrArn },
  });
  return alias.attrArn;
}

function grantCallees(machine: StateMachine, name: MachineName, callees: Callees): void {
  const { functions, machines: children } = calledBy(machines[name]);
  const role = machine.role;
  role.addToPrincipalPolicy(
    allow(
      grants.invokeActions,
      functions.map((called) => found(callees.functions, called).functionArn),
    ),
  );
  acknowledge(
    role,
    'IAM5[Resource::*]',
    'Log delivery and X-Ray have no resources to name; nothing else is granted on *.',
  );
  if (children.length === 0) return;
  const stack = Stack.of(machine);
  for (const called of children) {
    const child = found(callees.machines, called);
    role.addToPrincipalPolicy(allowStart(child.arn));
    const executions = stack.formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${child.name}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    role.addToPrincipalPolicy(allow(grants.childExecutionActions, [executions]));
    acknowledge(
      role,
      `IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${child.name}:*]`,
      `The executions of ${called} that it starts have names that nobody knows before.`,
    );
  }
  const rule = stack.formatArn({ service: 'events', resource: 'rule', resourceName: grants.childRuleName });
  role.addToPrincipalPolicy(allow(grants.childRuleActions, [rule]));
}

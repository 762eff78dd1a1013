import { ServiceError } from './errors.ts';
import type { ExecutionService } from './executions.ts';
import { Input } from './input.ts';
import type { MachineService } from './machines.ts';
import type { TaskService } from './tasks.ts';
import type { TestService } from './test-state.ts';
import type { VersionService } from './versions.ts';

/** One operation of the API: reads its request, and answers or throws a ServiceError. */
type Operation = (input: Input) => unknown;

type Operations = Readonly<Record<string, Operation>>;

/** The operations by the names that the API gives them. https://docs.aws.amazon.com/step-functions/latest/apireference/ */
export const operationsOf = (services: {
  machines: MachineService;
  executions: ExecutionService;
  tasks: TaskService;
  versions: VersionService;
  tests: TestService;
}): Operations => {
  const { machines, executions, tasks, versions, tests } = services;
  return {
    CreateStateMachine: (input) => machines.createStateMachine(input),
    UpdateStateMachine: (input) => machines.updateStateMachine(input),
    DescribeStateMachine: (input) => machines.describeStateMachine(input),
    DeleteStateMachine: (input) => machines.deleteStateMachine(input),
    ListStateMachines: (input) => machines.listStateMachines(input),
    ValidateStateMachineDefinition: (input) => machines.validateStateMachineDefinition(input),

    StartExecution: (input) => executions.startExecution(input),
    StartSyncExecution: (input) => executions.startSyncExecution(input),
    RedriveExecution: (input) => executions.redriveExecution(input),
    StopExecution: (input) => executions.stopExecution(input),
    DescribeExecution: (input) => executions.describeExecution(input),
    DescribeStateMachineForExecution: (input) => executions.describeStateMachineForExecution(input),
    ListExecutions: (input) => executions.listExecutions(input),
    GetExecutionHistory: (input) => executions.getExecutionHistory(input),

    SendTaskSuccess: (input) => tasks.sendTaskSuccess(input),
    SendTaskFailure: (input) => tasks.sendTaskFailure(input),
    SendTaskHeartbeat: (input) => tasks.sendTaskHeartbeat(input),

    PublishStateMachineVersion: (input) => versions.publishStateMachineVersion(input),
    ListStateMachineVersions: (input) => versions.listStateMachineVersions(input),
    DeleteStateMachineVersion: (input) => versions.deleteStateMachineVersion(input),
    CreateStateMachineAlias: (input) => versions.createStateMachineAlias(input),
    UpdateStateMachineAlias: (input) => versions.updateStateMachineAlias(input),
    DescribeStateMachineAlias: (input) => versions.describeStateMachineAlias(input),
    ListStateMachineAliases: (input) => versions.listStateMachineAliases(input),
    DeleteStateMachineAlias: (input) => versions.deleteStateMachineAlias(input),
    ListTagsForResource: (input) => versions.listTagsForResource(input),
    TagResource: (input) => versions.tagResource(input),
    UntagResource: (input) => versions.untagResource(input),

    TestState: (input) => tests.testState(input),
  };
};

export function answerTo(operations: Operations, name: string, input: unknown): unknown {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation)
    throw new ServiceError('UnknownOperationException', `The operation ${name} is not known here.`);
  return operation(new Input(input));
}

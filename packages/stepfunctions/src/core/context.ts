import type { Json, State } from '../language/types.ts';
import type { ExecutionInfo, Scope, StateRun } from './state.ts';

/**
 * The context object, `$states.context`, in a state of a type and, inside a Map, for an item.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export function contextOf(
  info: ExecutionInfo,
  current: StateRun,
  type: State['Type'],
  item: Scope['item'],
): Json {
  const iteration = item === undefined ? {} : { Map: { Item: { ...item } } };
  if (info.context) return { ...info.context, ...iteration };
  const retried = type === 'Task' || type === 'Parallel' || type === 'Map';
  const token = current.task?.token;
  return {
    Execution: {
      Id: info.executionArn,
      Input: info.input,
      StartTime: iso(info.startTime),
      Name: info.name,
      RoleArn: info.roleArn,
      RedriveCount: info.redriveCount,
      ...(info.redriveTime === undefined ? {} : { RedriveTime: iso(info.redriveTime) }),
    },
    StateMachine: { Id: info.stateMachineArn, Name: info.stateMachineName },
    State: {
      Name: current.name,
      EnteredTime: iso(current.enteredTime),
      ...(retried ? { RetryCount: current.retryCount } : {}),
    },
    ...(token === undefined ? {} : { Task: { Token: token } }),
    ...iteration,
  };
}

const iso = (time: number): string => new Date(time).toISOString();

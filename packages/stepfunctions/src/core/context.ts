import type { Json } from '../language/types.ts';
import { currentOf, type Run } from './run.ts';
import type { Scope } from './state.ts';

/**
 * The context object, `$states.context`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export function contextOf(run: Run, scope: Scope, item: Scope['item'] = itemOf(run, scope)): Json {
  const { info } = run;
  const iteration = item === undefined ? {} : { Map: { Item: { ...item } } };
  if (info.context) return { ...info.context, ...iteration };
  const current = currentOf(scope);
  const type = run.definitionOf(scope).Type;
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

/** The item of the nearest iteration around a scope. */
function itemOf(run: Run, scope: Scope): Scope['item'] {
  if (scope.item || scope.parent === null) return scope.item;
  return itemOf(run, run.scope(scope.parent));
}

const iso = (time: number): string => new Date(time).toISOString();

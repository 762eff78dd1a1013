import { byteLength } from '../language/json.ts';
import type { Json } from '../language/types.ts';
import { StateError } from './errors.ts';
import { DATA_LIMIT } from './limits.ts';
import { currentOf, dataText, type Run } from './run.ts';
import type { Scope } from './state.ts';

/** The fields that shape what a state, a choice rule or a catcher leaves behind. */
interface Shaping {
  Assign?: Record<string, Json>;
  Output?: Json;
}

/** What `$states` holds besides input and context while a state ends. */
interface Outcome {
  result?: Json;
  errorOutput?: Json;
}

/** Enters a state: its event, and a fresh account of its retries. */
export function enter(run: Run, scope: Scope, name: string, input: Json): void {
  const type = run.machine.stateAt(scope.path, name).Type;
  const previous = scope.previous;
  const first = previous === 0 && scope.parent === null && run.info.redriveCount === 0;
  const text = first ? run.info.inputText : JSON.stringify(input);
  const id = run.chain(scope, `${type}StateEntered`, {
    name,
    input: text,
    inputDetails: { truncated: false },
  });
  scope.current = {
    name,
    input,
    enteredEventId: id,
    enteredAfter: previous,
    enteredTime: run.now,
    attempts: [],
    retryCount: 0,
  };
  scope.phase = { type: 'begin' };
}

/**
 * Ends a state: evaluates `Assign` and `Output` side by side (both see the variables as they were when the state
 * was entered), records the exit and goes on to `next`, or to the scope's end when there is none.
 * `prefix` is where the two fields are written: '' for the state itself, `Choices[0]/`, `Catch[1]/`.
 */
export async function leave(
  run: Run,
  scope: Scope,
  shaping: Shaping,
  next: string | undefined,
  outcome: Outcome & { otherwise: Json; prefix?: string },
): Promise<void> {
  const { otherwise, prefix = '', ...seen } = outcome;
  const assigned =
    shaping.Assign &&
    ((await run.evaluate(scope, shaping.Assign, `${prefix}Assign`, seen)) as Record<string, Json>);
  const output =
    shaping.Output === undefined
      ? otherwise
      : await run.evaluate(scope, shaping.Output, `${prefix}Output`, seen);
  const text = dataText(output, scope);
  const variables = assigned && Object.entries(assigned);
  exit(run, scope, text, variables?.length ? variables : undefined);
  if (next === undefined) {
    scope.phase = { type: 'end', output };
    scope.current = null;
  } else scope.phase = { type: 'enter', name: next, input: output };
}

function exit(run: Run, scope: Scope, output: string, assigned?: [string, Json][]): void {
  const { name } = currentOf(scope);
  const type = run.definitionOf(scope).Type;
  const texts = assigned?.map(([key, value]) => [key, JSON.stringify(value)] as const);
  if (texts && texts.reduce((sum, [, text]) => sum + byteLength(text), 0) > DATA_LIMIT)
    throw new StateError(
      'States.DataLimitExceeded',
      'The size of the variables that the state assigns exceeds the maximum number of bytes service limit.',
    );
  run.chain(scope, `${type}StateExited`, {
    name,
    output,
    outputDetails: { truncated: false },
    ...(texts
      ? { assignedVariables: Object.fromEntries(texts), assignedVariablesDetails: { truncated: false } }
      : {}),
  });
  for (const [key, value] of assigned ?? []) scope.variables[key] = value;
}

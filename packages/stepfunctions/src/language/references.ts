import jsonata from 'jsonata';
import { isObject } from './diagnostics.ts';
import { isExpression, sourceOf } from './expression.ts';
import type { Definition, State, StatesObject } from './types.ts';

/**
 * The workflow variables that each state reads, as DescribeStateMachine lists them (`variableReferences`):
 * names that some state assigns, and that the expression does not define itself.
 */
export function variableReferences(definition: Definition): Record<string, string[]> {
  const states = statesOf(definition);
  const assigned = new Set(states.flatMap(([, state]) => [...assignedIn(state)]));
  return Object.fromEntries(
    states.flatMap(([name, state]) => {
      const {
        Branches: _branches,
        ItemProcessor: _processor,
        ...own
      } = { Branches: 0, ItemProcessor: 0, ...state };
      const read = [...referencesIn(own)].filter((variable) => assigned.has(variable)).sort();
      return read.length > 0 ? [[name, read]] : [];
    }),
  );
}

function statesOf(owner: StatesObject): [string, State][] {
  return Object.entries(owner.States).flatMap(([name, state]) => {
    const inner =
      state.Type === 'Parallel' ? state.Branches : state.Type === 'Map' ? [state.ItemProcessor] : [];
    return [[name, state] as [string, State], ...inner.flatMap(statesOf)];
  });
}

function* assignedIn(value: unknown): Generator<string> {
  if (!isObject(value)) return;
  if (isObject(value.Assign)) yield* Object.keys(value.Assign);
  for (const list of [value.Choices, value.Catch])
    if (Array.isArray(list)) for (const entry of list) yield* assignedIn(entry);
}

function* referencesIn(value: unknown): Generator<string> {
  if (isExpression(value)) yield* variablesOf(jsonata(sourceOf(value)).ast(), new Set());
  else if (Array.isArray(value)) for (const item of value) yield* referencesIn(item);
  else if (isObject(value)) for (const item of Object.values(value)) yield* referencesIn(item);
}

/** `local` are the names bound by the blocks and functions around a node. */
function* variablesOf(node: unknown, local: ReadonlySet<string>): Generator<string> {
  if (Array.isArray(node)) {
    for (const item of node) yield* variablesOf(item, local);
    return;
  }
  if (!isObject(node)) return;
  if (node.type === 'variable' && !local.has(String(node.value))) yield String(node.value);
  const bound = new Set([...local, ...boundBy(node)]);
  for (const [key, child] of Object.entries(node)) if (key !== 'value') yield* variablesOf(child, bound);
}

/** The names that a function's parameters or a block's assignments bind. */
function boundBy(node: Record<string, unknown>): string[] {
  const named = (item: unknown): string[] =>
    isObject(item) && item.type === 'variable' ? [String(item.value)] : [];
  if (node.type === 'lambda' && Array.isArray(node.arguments)) return node.arguments.flatMap(named);
  if (node.type === 'block' && Array.isArray(node.expressions))
    return node.expressions.flatMap((item: unknown) =>
      isObject(item) && item.type === 'bind' ? named(item.lhs) : [],
    );
  return node.type === 'bind' ? named(node.lhs) : [];
}

import { QueryEvaluationError, unexpectedType } from '../../language/expression.ts';
import type { Json, MapState } from '../../language/types.ts';
import { fail, failureOf } from '../failing.ts';
import { INLINE_MAP_CONCURRENCY } from '../limits.ts';
import { currentOf, type Run } from '../run.ts';
import type { Scope } from '../state.ts';
import { childrenOf, completeWithResults, leaveChildren, startChild } from './children.ts';

/** Inline Map. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
export async function beginMap(run: Run, scope: Scope, state: MapState): Promise<void> {
  const current = currentOf(scope);
  const items = await itemsOf(run, scope, state);
  const concurrency = await numberField(run, scope, 'MaxConcurrency', state.MaxConcurrency);
  const toleratedCount = await numberField(run, scope, 'ToleratedFailureCount', state.ToleratedFailureCount);
  const toleratedPercentage = await numberField(
    run,
    scope,
    'ToleratedFailurePercentage',
    state.ToleratedFailurePercentage,
  );
  const started = run.chain(scope, 'MapStateStarted', { length: items.length });
  current.children = {
    length: items.length,
    started: 0,
    ended: 0,
    failed: 0,
    results: [],
    items,
    maxConcurrency: concurrency ? Math.min(concurrency, INLINE_MAP_CONCURRENCY) : INLINE_MAP_CONCURRENCY,
    toleratedCount: toleratedCount ?? 0,
    toleratedPercentage: toleratedPercentage ?? 0,
  };
  scope.phase = { type: 'blocked' };
  if (items.length === 0) completeWithResults(run, scope);
  const first = Math.min(items.length, current.children.maxConcurrency);
  for (let index = 0; index < first; index += 1) await startIteration(run, scope, state, started);
}

export async function completeMap(run: Run, scope: Scope, state: MapState, result: Json): Promise<void> {
  const succeeded = run.record('MapStateSucceeded', scope.previous);
  await leaveChildren(run, scope, state, result, succeeded);
}

/** An iteration has ended, well or tolerated: keep its output, and start the next item in its place. */
export async function childSettled(
  run: Run,
  map: Scope,
  child: Scope,
  output: Json,
  last: number,
): Promise<void> {
  const children = childrenOf(map);
  children.results[child.index] = output;
  children.ended += 1;
  delete run.state.scopes[child.id];
  map.previous = child.previous;
  if (children.ended === children.length) {
    map.previous = last;
    completeWithResults(run, map);
    return;
  }
  const state = run.definitionOf(map);
  if (children.started === children.length || state.Type !== 'Map') return;
  try {
    await startIteration(run, map, state, child.previous);
  } catch (thrown) {
    await fail(run, map, failureOf(run, map, thrown));
  }
}

async function startIteration(run: Run, map: Scope, state: MapState, previous: number): Promise<void> {
  const { name } = currentOf(map);
  const children = childrenOf(map);
  const index = children.started;
  const value = children.items?.[index] ?? null;
  const item = { Index: index, Value: value };
  const input =
    state.ItemSelector === undefined
      ? value
      : await run.evaluate(map, state.ItemSelector, 'ItemSelector', { item });
  children.started += 1;
  const started = run.record('MapIterationStarted', previous, { name, index });
  startChild(run, map, { index, input, previous: started, item });
}

/** The array that `Items` gives; without it the state's input. */
async function itemsOf(run: Run, scope: Scope, state: MapState): Promise<Json[]> {
  const { input } = currentOf(scope);
  if (state.Items === undefined) {
    if (Array.isArray(input)) return input;
    throw new QueryEvaluationError(
      undefined,
      `Map state input must be an array but was: ${JSON.stringify(input)}`,
    );
  }
  const items = await run.evaluate(scope, state.Items, 'Items');
  if (Array.isArray(items)) return items;
  throw unexpectedType(state.Items, 'Items', 'array', items);
}

/** A number that may be written as an expression, or nothing when the field is absent; only a percentage has fractions. */
async function numberField(
  run: Run,
  scope: Scope,
  field: string,
  template: number | string | undefined,
): Promise<number | undefined> {
  if (template === undefined) return undefined;
  const value = await run.evaluate(scope, template, field);
  if (typeof value !== 'number') throw unexpectedType(template, field, 'number', value);
  if (value < 0) throw new QueryEvaluationError(field, `The ${field} field cannot be negative: ${value}`);
  if (field === 'ToleratedFailurePercentage') {
    if (value > 100)
      throw new QueryEvaluationError(field, `The ${field} field must be between 0 and 100: ${value}`);
  } else if (!Number.isInteger(value))
    throw new QueryEvaluationError(field, `The ${field} field cannot be parsed as an integer: ${value}`);
  return value;
}

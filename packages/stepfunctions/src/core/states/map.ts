import { QueryEvaluationError, unexpectedType } from '../../language/expression.ts';
import type { Json, MapState } from '../../language/types.ts';
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
  run.chain(scope, 'MapStateStarted', { length: items.length });
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
  if (items.length === 0) completeWithResults(run, scope);
  else await iterate(run, scope, state);
}

/** Starts as many iterations as there is room for. Where one cannot be started, a redrive tries it again. */
export async function iterate(run: Run, scope: Scope, state: MapState): Promise<void> {
  const children = childrenOf(scope);
  scope.phase = { type: 'iterate' };
  while (children.started < children.length && children.started - children.ended < children.maxConcurrency)
    await startIteration(run, scope, state);
  scope.phase = { type: 'blocked' };
}

export async function completeMap(run: Run, scope: Scope, state: MapState, result: Json): Promise<void> {
  const succeeded = run.record('MapStateSucceeded', scope.previous);
  await leaveChildren(run, scope, state, result, succeeded);
}

async function startIteration(run: Run, map: Scope, state: MapState): Promise<void> {
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
  const started = run.record('MapIterationStarted', map.previous, { name, index });
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

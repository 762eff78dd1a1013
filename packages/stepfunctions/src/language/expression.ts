import jsonata from 'jsonata';
import { bound, EFFORT } from './bounds.ts';
import { registerFunctions, SURROUNDINGS, type Surroundings } from './functions.ts';
import { isFunction, toJson, typeName } from './json.ts';
import type { Json } from './types.ts';

/**
 * A JSONata expression that returned nothing, threw, or gave the wrong type: `States.QueryEvaluationError`.
 * `location` names the field the way AWS does: `Output/items[0]`, `Catch[1]/Assign/x`.
 */
export class QueryEvaluationError extends Error {
  readonly location: string | undefined;
  constructor(location: string | undefined, message: string) {
    super(message);
    this.location = location;
  }
}

/** What the expressions of one evaluation see: `$states`, the variables in scope, and the world. */
export interface Bindings extends Surroundings {
  variables: Record<string, unknown>;
}

/** `{% … %}` with nothing before and after; anything else is plain text (States Language, "JSONata"). */
export function isExpression(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}') && value.length >= 4;
}

export function sourceOf(expression: string): string {
  return expression.slice(2, -2).trim();
}

/** The compiled expressions of one definition, by their source. Compiling costs more than most evaluations. */
export class Expressions {
  readonly #compiled = new Map<string, jsonata.Expression>();

  compile(source: string): jsonata.Expression {
    const known = this.#compiled.get(source);
    if (known) return known;
    const compiled = jsonata(source);
    registerFunctions(compiled);
    bound(compiled);
    this.#compiled.set(source, compiled);
    return compiled;
  }

  /** The value of one field: an expression, or a template that holds expressions at any depth. */
  async evaluate(template: Json, location: string, bindings: Bindings): Promise<Json> {
    if (typeof template === 'string')
      return isExpression(template) ? this.#run(sourceOf(template), location, bindings) : template;
    if (template === null || typeof template !== 'object') return template;
    if (Array.isArray(template)) {
      const items: Json[] = [];
      for (const [index, item] of template.entries())
        items.push(await this.evaluate(item, `${location}[${index}]`, bindings));
      return items;
    }
    const object: { [key: string]: Json } = {};
    for (const [key, value] of Object.entries(template))
      object[key] = await this.evaluate(value, `${location}/${key}`, bindings);
    return object;
  }

  async #run(source: string, location: string, bindings: Bindings): Promise<Json> {
    const intro = `The JSONata expression '${source}' specified for the field '${location}'`;
    let raw: unknown;
    try {
      raw = await this.compile(source).evaluate(undefined, {
        ...bindings.variables,
        [SURROUNDINGS]: bindings,
        [EFFORT]: { depth: 0, started: performance.now() },
      });
    } catch (error) {
      throw new QueryEvaluationError(location, `${intro} threw an error during evaluation${reason(error)}`);
    }
    if (isFunction(raw))
      throw new QueryEvaluationError(location, `${intro} returned an unsupported result type.`);
    const value = toJson(raw);
    if (value === undefined)
      throw new QueryEvaluationError(location, `${intro} returned nothing (undefined).`);
    return value;
  }
}

/** Fails with AWS's sentence when a field that must be of one type is of another. */
export function unexpectedType(
  template: Json,
  location: string,
  expected: string,
  value: Json,
): QueryEvaluationError {
  const source = isExpression(template) ? sourceOf(template) : JSON.stringify(template);
  return new QueryEvaluationError(
    location,
    `The JSONata expression '${source}' specified for the field '${location}' returned an unexpected result type. ` +
      `Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`,
  );
}

/** jsonata throws plain objects: `{ code, message, … }`. */
function reason(error: unknown): string {
  if (typeof error !== 'object' || error === null) return `. ${String(error)}`;
  const { code, message } = error as { code?: string; message?: string };
  if (code) return `. ${code}: ${message}`;
  return `: ${message ?? String(error)}`;
}

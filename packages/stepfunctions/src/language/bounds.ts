import type jsonata from 'jsonata';
import { ExpressionError, memoryExceeded } from './functions.ts';

/** AWS accepts 100 nested levels of evaluation and refuses one more. */
const DEEPEST = 100;

/** AWS accepts `[1..873782]` and refuses one element more: 6,990,256 bytes, eight to a number. */
const MOST_ELEMENTS = 873_782;

/** The same bound for a text, one byte to a character: a text doubled 22 times is accepted, 23 times is not. */
const LONGEST_TEXT = 6_990_256;

/** Milliseconds that one expression may take: a tail-recursive function without a base case never ends by itself. */
const LONGEST = 5_000;

/** One evaluation's account of how deep it is and when it began. */
interface Effort {
  depth: number;
  started: number;
}

export const EFFORT = '\u0000effort';

/**
 * The bounds that AWS puts on an evaluation, through jsonata's own hooks. The clock read here is the machine's:
 * it guards the process, it never decides the value of an expression that ends.
 */
export function bound(expression: jsonata.Expression): void {
  const account = (environment: jsonata.Environment): Effort | undefined => environment.lookup(EFFORT);
  const enter = (_node: unknown, _input: unknown, environment: jsonata.Environment): void => {
    const effort = account(environment);
    if (!effort) return;
    effort.depth += 1;
    if (effort.depth > DEEPEST)
      throw new ExpressionError(
        '',
        'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive',
      );
    if (performance.now() - effort.started > LONGEST)
      throw new ExpressionError('', 'Expression evaluation timeout: Check for infinite loop');
  };
  const leave = (
    _node: unknown,
    _input: unknown,
    environment: jsonata.Environment,
    result: unknown,
  ): void => {
    const effort = account(environment);
    if (!effort) return;
    effort.depth -= 1;
    if (Array.isArray(result) ? result.length > MOST_ELEMENTS : isLongText(result)) throw memoryExceeded();
  };
  assignHook(expression, 'jsonata.__evaluate_entry', enter);
  assignHook(expression, 'jsonata.__evaluate_exit', leave);
}

const isLongText = (value: unknown): boolean => typeof value === 'string' && value.length > LONGEST_TEXT;

/** The hooks are bound under symbols, which the package's types leave out. */
function assignHook(expression: jsonata.Expression, name: string, hook: unknown): void {
  Reflect.apply(expression.assign, expression, [Symbol.for(name), hook]);
}

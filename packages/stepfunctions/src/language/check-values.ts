import { type Findings, isObject, type Members } from './diagnostics.ts';
import { isExpression } from './expression.ts';

/** A whole number within bounds, or an expression for one. */
export function checkNumber(
  findings: Findings,
  owner: Members,
  field: string,
  at: string,
  lowest: number,
  highest = 99_999_999,
): void {
  const value = owner[field];
  if (value === undefined || isExpression(value)) return;
  if (typeof value !== 'number' || !Number.isInteger(value))
    findings.schema('Expected value of type [INTEGER, JSONata]', `${at}/${field}`);
  else if (value < lowest || value > highest)
    findings.schema(`Value should be between ${lowest} and ${highest}`, `${at}/${field}`);
}

const VARIABLE = /^[\p{ID_Start}][\p{ID_Continue}]{0,79}$/u;

/** The variables that a state, a rule or a catcher assigns. */
export function checkAssign(findings: Findings, assign: unknown, at: string): void {
  if (assign === undefined) return;
  if (!isObject(assign)) {
    findings.schema('Expected value of type [OBJECT]', at);
    return;
  }
  for (const name of Object.keys(assign))
    if (!VARIABLE.test(name) || name === 'states')
      findings.schema(`Invalid variable name '${name}'`, `${at}/${name}`);
}

/** The entries of a list that must have some; an absent one is told of where fields are required. */
export function filledArray(findings: Findings, value: unknown, at: string): unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  if (value !== undefined)
    findings.schema(Array.isArray(value) ? 'Value cannot be empty' : 'Expected value of type [ARRAY]', at);
  return [];
}

import jsonata from 'jsonata';
import { type Findings, isObject, type Members } from './diagnostics.ts';
import { isExpression, sourceOf } from './expression.ts';

/** Which members of `$states` an expression may read besides `input` and `context`. */
interface Readable {
  result?: boolean;
  errorOutput?: boolean;
}

/** Checks every expression of a field, at any depth. */
export function checkExpressions(
  findings: Findings,
  value: unknown,
  location: string,
  readable: Readable,
): void {
  if (isExpression(value)) checkExpression(findings, sourceOf(value), location, readable);
  else if (Array.isArray(value))
    for (const [index, item] of value.entries())
      checkExpressions(findings, item, `${location}[${index}]`, readable);
  else if (isObject(value))
    for (const [key, item] of Object.entries(value))
      checkExpressions(findings, item, `${location}/${key}`, readable);
}

/**
 * An expression has no context item: it reads `$states` and variables. What reads anything else at its top level is
 * refused when the machine is created, as AWS does.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
function checkExpression(findings: Findings, source: string, location: string, readable: Readable): void {
  let tree: unknown;
  try {
    tree = jsonata(source).ast();
  } catch (error) {
    // jsonata throws plain objects.
    const message = isObject(error) && 'message' in error ? String(error.message) : String(error);
    findings.error('INVALID_JSONATA_EXPRESSION', message, location);
    return;
  }
  const refused = new Set<string>();
  walk(tree, true, (message) => refused.add(message), readable);
  for (const message of refused) findings.error('UNSUPPORTED_JSONATA_EXPRESSION', message, location);
}

type Refuse = (message: string) => void;

/** `top` is true while a node would be evaluated against the context item that does not exist. */
function walk(node: unknown, top: boolean, refuse: Refuse, readable: Readable): void {
  if (Array.isArray(node)) {
    for (const item of node) walk(item, top, refuse, readable);
    return;
  }
  if (!isObject(node)) return;
  if (node.type === 'path' && Array.isArray(node.steps)) {
    walkPath(node, node.steps, top, refuse, readable);
    return;
  }
  if (node.type === 'variable') checkVariable(String(node.value), top, refuse);
  if (
    top &&
    (node.type === 'wildcard' || node.type === 'descendant' || node.type === 'parent' || node.type === 'name')
  )
    refuse(`Reference to '${String(node.value)}' at the top level is not supported.`);
  for (const [key, child] of Object.entries(node)) {
    if (key === 'type' || key === 'value' || key === 'position') continue;
    // Filters, groupings and the parts of a transform run against the values they are applied to.
    const inner = key === 'predicate' || key === 'stages' || key === 'group' || node.type === 'transform';
    walk(child, top && !inner, refuse, readable);
  }
}

/** Only the first step of a path is read against the context item; every later one against the step before it. */
function walkPath(node: Members, steps: unknown[], top: boolean, refuse: Refuse, readable: Readable): void {
  const [first, second] = steps;
  walk(first, top, refuse, readable);
  for (const step of steps.slice(1)) walk(step, false, refuse, readable);
  walk(node.group, false, refuse, readable);
  if (isObject(first) && first.type === 'variable' && first.value === 'states' && isObject(second)) {
    const member = second.type === 'name' ? String(second.value) : '';
    if ((member === 'result' || member === 'errorOutput') && !readable[member])
      refuse(`Field '$states.${member}' does not exist.`);
  }
}

function checkVariable(name: string, top: boolean, refuse: Refuse): void {
  if (name === '$') refuse("Reference to '$$' is not supported.");
  if (name === '' && top) refuse("Reference to '$' at the top level is not supported.");
}

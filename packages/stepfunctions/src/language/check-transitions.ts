import { checkChoices } from './check-choices.ts';
import { type Findings, isObject, type Members } from './diagnostics.ts';

/** A transition that a state's field names. */
export interface Edge {
  target: unknown;
  location: string;
}

/** Where a state leads; the states that must say so say it exactly once. */
export function edgesOf(findings: Findings, state: Members, at: string): Edge[] {
  const { Type, Next, End, Default } = state;
  const edges: Edge[] = [];
  if (Type === 'Choice') {
    for (const [index, rule] of checkChoices(findings, state, at).entries())
      if ('Next' in rule) edges.push({ target: rule.Next, location: `${at}/Choices[${index}]/Next` });
    if (Default !== undefined) edges.push({ target: Default, location: `${at}/Default` });
    return edges;
  }
  if (Type === 'Succeed' || Type === 'Fail') return edges;
  if (Next !== undefined) edges.push({ target: Next, location: `${at}/Next` });
  if (Next !== undefined && End === true)
    findings.schema("Only one of the fields 'Next' and 'End' is allowed", at);
  if (End !== undefined && typeof End !== 'boolean')
    findings.schema('Expected value of type [BOOLEAN]', `${at}/End`);
  if (Next === undefined && End !== true)
    findings.schema("One of the fields 'Next' and 'End' is required", at);
  if (Array.isArray(state.Catch))
    for (const [index, catcher] of state.Catch.entries())
      if (isObject(catcher) && 'Next' in catcher)
        edges.push({ target: catcher.Next, location: `${at}/Catch[${index}]/Next` });
  return edges;
}

/**
 * Every target exists, the machine has an end, and every state can be reached. As measured on AWS: each wrong target,
 * also a Default or a StartAt, is told as a 'Next'; an end is asked of the machine only, not of a branch or an
 * iteration; and where there is none, nothing is said of what cannot be reached.
 */
export function checkTransitions(
  findings: Findings,
  owner: Members,
  states: Members,
  edges: ReadonlyMap<string, readonly Edge[]>,
  at: string,
): void {
  const { StartAt } = owner;
  const start: Edge[] = 'StartAt' in owner ? [{ target: StartAt, location: `${at}/StartAt` }] : [];
  for (const { target, location } of [...start, ...[...edges.values()].flat()])
    if (typeof target !== 'string' || !Object.hasOwn(states, target))
      findings.error('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${String(target)}`, location);
  const names = Object.keys(states);
  if (at === '' && names.length > 0 && !Object.values(states).some(isEnd)) {
    findings.error('MISSING_END_STATE', 'Workflow has no terminal state');
    return;
  }
  if (start.length === 0) return;
  const reached = reachedFrom(String(StartAt), edges);
  for (const name of names)
    if (!reached.has(name))
      findings.error(
        'MISSING_TRANSITION_TARGET',
        `State "${name}" is not reachable.`,
        `${at}/States/${name}`,
      );
}

const isEnd = (state: unknown): boolean =>
  isObject(state) && (state.End === true || state.Type === 'Succeed' || state.Type === 'Fail');

/** The states that a walk from one of them comes through; names that are no states' lead nowhere. */
function reachedFrom(start: string, edges: ReadonlyMap<string, readonly Edge[]>): Set<string> {
  const reached = new Set<string>();
  const waiting = [start];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const { target } of edges.get(name) ?? []) waiting.push(String(target));
  }
  return reached;
}

import { checkChoices, checkState, jsonPathField } from './check-fields.ts';
import { type Diagnostic, Findings, isObject, type Members } from './diagnostics.ts';
import { jsonProblem } from './json-problem.ts';

export type { Diagnostic };

/** Everything that speaks against running a definition; JSONPath and features that are left out are errors here. */
export function diagnose(text: string): Diagnostic[] {
  const findings = new Findings();
  let definition: unknown;
  try {
    definition = text.trim() === '' ? undefined : JSON.parse(text);
  } catch {
    const { message, source } = jsonProblem(text) ?? { message: 'Invalid JSON', source: undefined };
    findings.error(
      'INVALID_JSON_DESCRIPTION',
      source === undefined ? message : `${message}\n at ${source}`,
      source,
    );
    return findings.diagnostics;
  }
  if (!isObject(definition)) {
    findings.error('SCHEMA_VALIDATION_FAILED', 'Definition must be a valid JSON object');
    return findings.diagnostics;
  }
  new Checker(findings, definition).check();
  return findings.diagnostics;
}

/** A transition that a state's field names. */
interface Edge {
  target: unknown;
  location: string;
}

const TOP_LEVEL = ['Comment', 'StartAt', 'States', 'QueryLanguage', 'Version', 'TimeoutSeconds'];
const PROCESSOR = ['StartAt', 'States', 'ProcessorConfig', 'Comment'];
const BRANCH = ['StartAt', 'States', 'Comment'];
const LANGUAGES = ['JSONPath', 'JSONata'];

class Checker {
  readonly #findings: Findings;
  readonly #definition: Members;
  readonly #names = new Set<string>();

  constructor(findings: Findings, definition: Members) {
    this.#findings = findings;
    this.#definition = definition;
  }

  check(): void {
    const { QueryLanguage, TimeoutSeconds, Version } = this.#definition;
    this.#language(QueryLanguage, '/QueryLanguage');
    if (
      TimeoutSeconds !== undefined &&
      !(typeof TimeoutSeconds === 'number' && Number.isInteger(TimeoutSeconds) && TimeoutSeconds > 0)
    )
      this.#findings.schema('Expected value of type [INTEGER]', '/TimeoutSeconds');
    if (Version !== undefined && Version !== '1.0')
      this.#findings.schema('Value should be one of the following: [1.0]', '/Version');
    this.#states(this.#definition, '', TOP_LEVEL, []);
  }

  #language(value: unknown, at: string): void {
    if (value === undefined) return;
    if (typeof value !== 'string') this.#findings.schema('Expected value of type [STRING]', at);
    else if (!LANGUAGES.includes(value))
      this.#findings.schema('Value should be one of the following: [JSONPath, JSONata]', at);
  }

  /** A states object: the machine, a branch or an item processor. `outer` are the variables of the scopes around it. */
  #states(owner: Members, at: string, allowed: readonly string[], outer: readonly string[]): void {
    const missing = ['States', 'StartAt'].filter((field) => !(field in owner));
    if (missing.length > 0)
      this.#findings.schema(`These fields are required: [${missing.join(', ')}]`, at || '/');
    for (const field of Object.keys(owner))
      if (!allowed.includes(field)) this.#findings.schema(`Field '${field}' is not supported`, at || '/');
    const { States } = owner;
    if (!isObject(States)) {
      if ('States' in owner) this.#findings.schema('Expected value of type [OBJECT]', `${at}/States`);
      return;
    }
    if (Object.keys(States).length === 0)
      this.#findings.schema("The field 'States' should be non-empty", `${at}/States`);
    const own = variablesOf(States);
    for (const name of own.filter((variable) => outer.includes(variable)))
      this.#findings.error(
        'DUPLICATE_VARIABLE_NAME',
        `The variable name '${name}' was already defined in a parent scope.`,
        `${at}/States`,
      );
    const edges = new Map<string, Edge[]>();
    for (const [name, state] of Object.entries(States))
      edges.set(name, this.#state(name, state, `${at}/States/${name}`, [...outer, ...own]));
    this.#graph(owner, States, edges, at);
  }

  #state(name: string, state: unknown, at: string, variables: readonly string[]): Edge[] {
    if (!isObject(state)) {
      this.#findings.schema('Expected value of type [OBJECT]', at);
      return [];
    }
    if (name.length === 0 || name.length > 80)
      this.#findings.error('INVALID_STATE_NAME', 'A state name must have between 1 and 80 characters', at);
    if (this.#names.has(name))
      this.#findings.error('DUPLICATE_STATE_NAME', `Duplicate State name: ${name}`, at);
    this.#names.add(name);
    if (!this.#runs(state, at)) return [];
    if (!checkState(this.#findings, state, at)) return [];
    this.#inner(state, at, variables);
    return this.#edges(state, at);
  }

  /** Only JSONata is run; a definition that AWS would refuse is refused with AWS's own words. */
  #runs(state: Members, at: string): boolean {
    const machine = this.#definition.QueryLanguage;
    this.#language(state.QueryLanguage, `${at}/QueryLanguage`);
    const language = state.QueryLanguage ?? machine ?? 'JSONPath';
    if (language !== 'JSONPath') return true;
    if (machine === 'JSONata') {
      this.#findings.schema(
        "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
        at,
      );
      return false;
    }
    const field = jsonPathField(state);
    if (field === undefined) return true;
    this.#findings.schema(
      `The local engine runs the JSONata query language only: field '${field}' is in 'JSONPath'. Set 'QueryLanguage' to 'JSONata'`,
      `${at}/${field}`,
    );
    return false;
  }

  #inner(state: Members, at: string, variables: readonly string[]): void {
    const { Type, Branches, ItemProcessor } = state;
    if (Type === 'Parallel' && 'Branches' in state) {
      if (!Array.isArray(Branches) || Branches.length === 0)
        this.#findings.schema('The field should be a non-empty array', `${at}/Branches`);
      else
        for (const [index, branch] of Branches.entries())
          if (isObject(branch)) this.#states(branch, `${at}/Branches[${index}]`, BRANCH, variables);
          else this.#findings.schema('Expected value of type [OBJECT]', `${at}/Branches[${index}]`);
    }
    if (Type === 'Map' && 'ItemProcessor' in state) {
      if (!isObject(ItemProcessor)) {
        this.#findings.schema('Expected value of type [OBJECT]', `${at}/ItemProcessor`);
        return;
      }
      const mode = isObject(ItemProcessor.ProcessorConfig) ? ItemProcessor.ProcessorConfig.Mode : undefined;
      if (mode !== undefined && mode !== 'INLINE')
        this.#findings.schema(
          `The mode '${String(mode)}' is not run by the local engine: only INLINE is`,
          `${at}/ItemProcessor/ProcessorConfig/Mode`,
        );
      this.#states(ItemProcessor, `${at}/ItemProcessor`, PROCESSOR, variables);
    }
  }

  /** Where a state leads; the states that must say so say it exactly once. */
  #edges(state: Members, at: string): Edge[] {
    const { Type, Next, End, Default } = state;
    const edges: Edge[] = [];
    if (Type === 'Choice') {
      for (const [index, rule] of checkChoices(this.#findings, state, at).entries())
        if ('Next' in rule) edges.push({ target: rule.Next, location: `${at}/Choices[${index}]/Next` });
      if (Default !== undefined) edges.push({ target: Default, location: `${at}/Default` });
      return edges;
    }
    if (Type === 'Succeed' || Type === 'Fail') return edges;
    if (Next !== undefined) edges.push({ target: Next, location: `${at}/Next` });
    if (Next !== undefined && End === true)
      this.#findings.schema("Only one of the fields 'Next' and 'End' is allowed", at);
    if (End !== undefined && typeof End !== 'boolean')
      this.#findings.schema('Expected value of type [BOOLEAN]', `${at}/End`);
    if (Next === undefined && End !== true)
      this.#findings.schema("One of the fields 'Next' and 'End' is required", at);
    if (Array.isArray(state.Catch))
      for (const [index, catcher] of state.Catch.entries())
        if (isObject(catcher) && 'Next' in catcher)
          edges.push({ target: catcher.Next, location: `${at}/Catch[${index}]/Next` });
    return edges;
  }

  /** Every target exists, every state can be reached, and there is an end. */
  #graph(owner: Members, states: Members, edges: Map<string, Edge[]>, at: string): void {
    const start = { target: owner.StartAt, location: `${at}/StartAt` };
    const all = 'StartAt' in owner ? [start, ...[...edges.values()].flat()] : [...edges.values()].flat();
    for (const { target, location } of all)
      if (typeof target !== 'string' || !Object.hasOwn(states, target))
        this.#findings.error(
          'MISSING_TRANSITION_TARGET',
          `Missing '${location.split('/').at(-1)}' target: ${String(target)}`,
          location,
        );
    const reached = new Set<string>();
    const waiting = [String(owner.StartAt)];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (reached.has(name) || !Object.hasOwn(states, name)) continue;
      reached.add(name);
      for (const edge of edges.get(name) ?? []) waiting.push(String(edge.target));
    }
    if (!Object.hasOwn(states, String(owner.StartAt))) return;
    for (const name of Object.keys(states))
      if (!reached.has(name))
        this.#findings.error(
          'MISSING_TRANSITION_TARGET',
          `State "${name}" is not reachable.`,
          `${at}/States/${name}`,
        );
    const ends = Object.values(states).some(
      (state) => isObject(state) && (state.End === true || state.Type === 'Succeed' || state.Type === 'Fail'),
    );
    if (!ends && Object.keys(states).length > 0)
      this.#findings.error('MISSING_END_STATE', 'The workflow does not have a terminal state.', at || '/');
  }
}

/** The variables that the states of one scope assign, in their own fields, their rules and their catchers. */
function variablesOf(states: Members): string[] {
  const names = new Set<string>();
  const collect = (owner: unknown): void => {
    if (!isObject(owner)) return;
    if (isObject(owner.Assign)) for (const name of Object.keys(owner.Assign)) names.add(name);
    for (const list of [owner.Choices, owner.Catch])
      if (Array.isArray(list)) for (const entry of list) collect(entry);
  };
  for (const state of Object.values(states)) collect(state);
  return [...names];
}

import { checkState } from './check-state.ts';
import { checkTransitions, type Edge, edgesOf } from './check-transitions.ts';
import { filledArray } from './check-values.ts';
import { type Diagnostic, Findings, isObject, type MachineType, type Members } from './diagnostics.ts';
import { jsonProblem } from './json-problem.ts';
import { checkJsonataOnly, jsonPathField } from './query-language.ts';

export type { Diagnostic };

/** Everything that speaks against running a definition; JSONPath and features that are left out are errors here. */
export function diagnose(text: string, type: MachineType = 'STANDARD'): Diagnostic[] {
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
  new Checker(findings, definition, type).check();
  return findings.diagnostics;
}

const TOP_LEVEL = ['Comment', 'StartAt', 'States', 'QueryLanguage', 'Version', 'TimeoutSeconds'];
const PROCESSOR = ['StartAt', 'States', 'ProcessorConfig', 'Comment'];
const BRANCH = ['StartAt', 'States', 'Comment'];
const LANGUAGES = ['JSONPath', 'JSONata'];

class Checker {
  readonly #findings: Findings;
  readonly #definition: Members;
  readonly #type: MachineType;
  readonly #names = new Set<string>();

  constructor(findings: Findings, definition: Members, type: MachineType) {
    this.#findings = findings;
    this.#definition = definition;
    this.#type = type;
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
    checkTransitions(this.#findings, owner, States, edges, at);
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
    if (!checkState(this.#findings, state, at, this.#type)) return [];
    this.#inner(state, at, variables);
    return edgesOf(this.#findings, state, at);
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
    if (checkJsonataOnly(this.#findings, state, at)) return false;
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
      for (const [index, branch] of filledArray(this.#findings, Branches, `${at}/Branches`).entries())
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

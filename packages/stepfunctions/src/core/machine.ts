import { Expressions } from '../language/expression.ts';
import type { Definition, State, StatesObject } from '../language/types.ts';

/** A definition that has been read once: its states by place, and its compiled expressions. */
export class Machine {
  readonly definition: Definition;
  readonly expressions = new Expressions();
  readonly #places = new Map<string, StatesObject>();

  constructor(definition: Definition) {
    this.definition = definition;
    this.#index('', definition);
  }

  statesAt(path: string): StatesObject {
    const states = this.#places.get(path);
    if (!states) throw new Error(`The definition has no states at '${path}'.`);
    return states;
  }

  stateAt(path: string, name: string): State {
    const state = this.statesAt(path).States[name];
    if (!state) throw new Error(`The definition has no state '${name}' at '${path}'.`);
    return state;
  }

  /** The place of a Parallel's branch or of a Map's item processor. State names may be anything, so they are quoted. */
  static below(path: string, state: string, branch = 0): string {
    return `${path}/${JSON.stringify(state)}#${branch}`;
  }

  #index(path: string, states: StatesObject): void {
    this.#places.set(path, states);
    for (const [name, state] of Object.entries(states.States)) {
      if (state.Type === 'Parallel')
        for (const [index, branch] of state.Branches.entries())
          this.#index(Machine.below(path, name, index), branch);
      if (state.Type === 'Map') this.#index(Machine.below(path, name), state.ItemProcessor);
    }
  }
}

import { entered, type Recorded, retried, steps, turns } from './history.ts';

/** What the executions of this run have done, by machine: measured from their histories. */
class Seen {
  readonly states = new Set<string>();
  readonly steps = new Set<string>();
  readonly retries = new Set<string>();
  /** Where it went from a state, by the state from which that one was entered: `null` at the start. */
  readonly outcomes = new Map<string, Set<string>>();

  add(recorded: Recorded): void {
    for (const name of entered(recorded)) this.states.add(key(recorded.machine, name));
    for (const [from, to] of steps(recorded)) this.steps.add(key(recorded.machine, from, to));
    for (const [before, at, after] of turns(recorded)) {
      const entrance = key(recorded.machine, String(before), at);
      this.outcomes.set(entrance, (this.outcomes.get(entrance) ?? new Set()).add(after));
    }
    for (const name of retried(recorded)) this.retries.add(key(recorded.machine, name));
  }
}

export const key = (machine: string, ...names: string[]): string => `${machine}: ${names.join(' → ')}`;

export const seen = new Seen();

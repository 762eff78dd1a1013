import { entered, retried, steps, type Told } from './history.ts';

/** What the executions of this run have done, by machine: measured from their histories. */
class Seen {
  readonly states = new Set<string>();
  readonly steps = new Set<string>();
  readonly retries = new Set<string>();

  add(told: Told): void {
    for (const name of entered(told)) this.states.add(key(told.machine, name));
    for (const [from, to] of steps(told)) this.steps.add(key(told.machine, from, to));
    for (const name of retried(told)) this.retries.add(key(told.machine, name));
  }
}

export const key = (machine: string, ...names: string[]): string => `${machine}: ${names.join(' → ')}`;

export const seen = new Seen();

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../src/language/types.ts';
import { type Execution, Harness, type TestFunction } from './harness.ts';

/** One sentence about the service, where it is written, and a machine that shows it. */
export interface Case {
  says: string;
  /** The AWS page, the section of the States Language, or the kind of recording that says so. */
  source: string;
  machine: object;
  input?: Json;
  /** How far the clock is moved. */
  seconds?: number;
  output?: Json;
  error?: string;
  cause?: string | RegExp;
  types?: string[];
  previous?: number[];
  /** Whatever else must hold. */
  also?: (execution: Execution) => void;
}

/** Runs each case as a test of its own on one engine. */
export function conform(
  title: string,
  functions: Record<string, TestFunction>,
  cases: readonly Case[],
): void {
  describe(title, () => {
    let harness: Harness;
    beforeAll(async () => {
      harness = await Harness.open(functions);
    });
    afterAll(() => harness.close());

    it.each(cases)('$says ($source)', async (example) => {
      const execution = await harness.run(example.machine, example.input ?? {}, example.seconds ?? 0);
      if ('output' in example) {
        expect([execution.status, execution.error, execution.cause]).toEqual([
          'SUCCEEDED',
          undefined,
          undefined,
        ]);
        expect(execution.output).toEqual(example.output);
      }
      if ('error' in example) {
        expect(execution.status).toBe('FAILED');
        expect(execution.error).toBe(example.error);
      }
      if (example.cause instanceof RegExp) expect(execution.cause).toMatch(example.cause);
      else if ('cause' in example) expect(execution.cause).toBe(example.cause);
      if (example.types) expect(execution.types).toEqual(example.types);
      if (example.previous) expect(execution.previous).toEqual(example.previous);
      example.also?.(execution);
    });
  });
}

/** The first part of every cause that the interpreter writes itself. */
export const inState = (name: string, event: number): string =>
  `An error occurred while executing the state '${name}' (entered at the event id #${event}). `;

/** A machine of one Pass state with an output. */
export const pass = (Output: Json): object => ({
  StartAt: 'A',
  States: { A: { Type: 'Pass', Output, End: true } },
});

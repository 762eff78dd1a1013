import * as z from 'zod';
import { Problem, type ProblemCode } from './problem.ts';

/** What may be gone a moment later. Every other problem is a decision, and would be the same however often one asks. */
const passing: readonly ProblemCode[] = ['VersionConflict', 'Unavailable', 'Internal'];

/** The one error name of all refusals, so that no list of names in a state machine can forget a new code. */
const NAME = 'Refused';
const Text = z.object({ code: z.string(), detail: z.string() });

/** A refusal as a state machine sees it: never tried again. Which one it is, and its sentence, stand in the text. */
export class Refused extends Error {
  override readonly name = NAME;

  constructor(code: ProblemCode, detail: string, options?: ErrorOptions) {
    super(JSON.stringify({ code, detail } satisfies z.infer<typeof Text>), options);
  }
}

/** What a state machine is to see of an error: a refusal under the name of all, a fault as it is. */
export const forMachine = (error: unknown): unknown =>
  error instanceof Problem && !passing.includes(error.code)
    ? new Refused(error.code, error.message, { cause: error })
    : error;

/** The code in the text of a refusal; undefined for what is none. */
export function codeOfRefusal(name: string, text: string): string | undefined {
  if (name !== NAME) return undefined;
  try {
    return Text.parse(JSON.parse(text)).code;
  } catch {
    return undefined;
  }
}

import * as z from 'zod';

/** The one error name of all refusals, so that no list of names in a state machine can forget a new code. */
const NAME = 'Refused';
const Text = z.object({ code: z.string(), detail: z.string() });

/** A refusal as a state machine sees it: never tried again. Which one it is, and its sentence, stand in the text. */
export class Refused extends Error {
  override readonly name = NAME;

  constructor(code: string, detail: string, options?: ErrorOptions) {
    super(JSON.stringify({ code, detail } satisfies z.infer<typeof Text>), options);
  }
}

/** The code in the text of a refusal; undefined for what is none. */
export function codeOfRefusal(name: string, text: string): string | undefined {
  if (name !== NAME) return undefined;
  try {
    return Text.parse(JSON.parse(text)).code;
  } catch {
    return undefined;
  }
}

/** What is wrong with a text that should be JSON, and where, in the words of the parser that AWS uses (Jackson). */
interface JsonProblem {
  message: string;
  /** `[Source: (String)"…"; line: 1, column: 4]`. */
  source?: string;
}

const EXPECTED = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

/** Names the two slips that people make, a bare word and a single-quoted name; others are said in general. */
export function jsonProblem(text: string): JsonProblem | undefined {
  if (text.trim() === '') return undefined;
  const word = /^\s*([A-Za-z_$][\w$]*)/.exec(text);
  if (word?.[1] && !['null', 'true', 'false'].includes(word[1]))
    return {
      message: `Unrecognized token '${word[1]}': was expecting ${EXPECTED}`,
      source: sourceAt(text, word[0].length + 1),
    };
  const name = /^\s*\{\s*([^"}\s])/.exec(text);
  if (name?.[1])
    return {
      message: `Unexpected character ('${name[1]}' (code ${name[1].codePointAt(0)})): was expecting double-quote to start field name`,
      source: sourceAt(text, name[0].length + 1),
    };
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
}

function sourceAt(text: string, column: number): string {
  return `[Source: (String)"${text}"; line: 1, column: ${column}]`;
}

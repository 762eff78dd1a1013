import * as z from 'zod';
import type { Bilingual } from '#domain/bilingual.ts';

/**
 * The options of a zod refinement whose message is for people. The issue is then `code: 'custom'` with
 * `params: { problem, detail }`: the reason as an identifier, and the sentence in both languages.
 */
export const problem = (id: string, detail: Bilingual) => ({
  message: `${detail.zh} ${detail.en}`,
  params: { problem: id, detail },
});

// Control and format characters (among them zero-width and bidirectional ones) make two texts look alike that are not,
// and break a printed slip. What people type on one line needs none of them.
const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]*$/u;

/**
 * One line of text that a person typed: trimmed, 1 to `max` characters, printable. The last is a refinement and said in
 * words, because hardly anybody but JavaScript reads `\p{…}` in the pattern of a description.
 */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(
      (typed) => PRINTABLE.test(typed),
      problem('printable', {
        zh: '含有不可显示的字符，请删除后重新填写。',
        en: 'It contains characters that cannot be seen: take them out.',
      }),
    )
    .describe('One line of printable characters.');

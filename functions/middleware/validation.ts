import type * as z from 'zod';
import type { Bilingual } from '#domain/bilingual.ts';
import { type FieldError, Problem } from '#domain/problem.ts';

type Issue = z.core.$ZodIssue;

/** A JSON pointer (RFC 6901). */
const pointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Nobody reads more, and an answer must not grow with whatever was sent. */
const MAXIMUM_ERRORS = 50;
const MAXIMUM_NAME = 100;

/** Each issue as the field it is about and a sentence in both languages. A choice is told by what its options lack. */
function fieldErrors(issue: Issue, base: string): FieldError[] {
  const field = `${base}${pointer(issue.path)}`;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, MAXIMUM_ERRORS).map((key) => {
      const name = key.slice(0, MAXIMUM_NAME);
      return {
        field: `${field}${pointer([name])}`,
        message: { zh: `没有名为“${name}”的字段。`, en: `There is no field called "${name}".` },
      };
    });
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? [];
    if (nearest.length > 0) return nearest.flatMap((inner) => fieldErrors(inner, field));
  }
  return [{ field: field || base || '/', message: message(issue) }];
}

function message(issue: Issue): Bilingual {
  switch (issue.code) {
    case 'custom': {
      const detail = issue.params?.detail as Bilingual | undefined;
      return detail ?? { zh: '内容有误。', en: issue.message };
    }
    case 'invalid_type':
      return issue.input === undefined
        ? { zh: '必填。', en: 'Required.' }
        : { zh: `类型应为 ${issue.expected}。`, en: `Must be of type ${issue.expected}.` };
    case 'too_big':
      return { zh: `超过上限 ${issue.maximum}。`, en: `Too long or too large: at most ${issue.maximum}.` };
    case 'too_small':
      return { zh: `低于下限 ${issue.minimum}。`, en: `Too short or too small: at least ${issue.minimum}.` };
    case 'invalid_format':
      return { zh: '格式不正确。', en: `Not in the right format (${issue.format}).` };
    case 'invalid_value':
      return {
        zh: `应为：${issue.values.map(String).join('、')}。`,
        en: `Must be one of: ${issue.values.map(String).join(', ')}.`,
      };
    case 'invalid_union':
      return {
        zh: `没有此选项${issue.discriminator ? `（${issue.discriminator}）` : ''}。`,
        en: `Not one of the options${issue.discriminator ? ` (${issue.discriminator})` : ''}.`,
      };
    default:
      return { zh: '内容有误。', en: issue.message };
  }
}

/** What the schema makes of the input. @throws Problem Validation, naming each field below `base`. */
export function validate<S extends z.ZodType>(schema: S, input: unknown, base: string): z.infer<S> {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  throw new Problem('Validation', {
    errors: result.error.issues.flatMap((issue) => fieldErrors(issue, base)).slice(0, MAXIMUM_ERRORS),
  });
}

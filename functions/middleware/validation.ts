import type * as z from 'zod';
import type { Bilingual } from '#domain/bilingual.ts';
import { labelsOf, listed } from '#domain/labelled.ts';
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
    case 'custom':
      return (issue.params?.detail as Bilingual | undefined) ?? somethingWrong;
    case 'invalid_type':
      return issue.input === undefined
        ? { zh: '必填。', en: 'Required.' }
        : (wrongType[issue.expected] ?? somethingWrong);
    case 'too_big':
      return { zh: `超过上限 ${issue.maximum}。`, en: `Too long or too large: at most ${issue.maximum}.` };
    case 'too_small':
      return { zh: `低于下限 ${issue.minimum}。`, en: `Too short or too small: at least ${issue.minimum}.` };
    case 'invalid_format':
      return wrongFormat[issue.format] ?? { zh: '格式不正确。', en: 'Not in the right format.' };
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'invalid_union':
      return { zh: '没有此选项。', en: 'Not one of the options.' };
    default:
      return somethingWrong;
  }
}

const somethingWrong: Bilingual = { zh: '内容有误。', en: 'This is not valid.' };

const wrongType: Readonly<Record<string, Bilingual>> = {
  string: { zh: '应为文字。', en: 'Must be text.' },
  number: { zh: '应为数字。', en: 'Must be a number.' },
  int: { zh: '应为整数。', en: 'Must be a whole number.' },
  boolean: { zh: '应为是或否。', en: 'Must be true or false.' },
  array: { zh: '应为列表。', en: 'Must be a list.' },
  object: { zh: '应为一组字段。', en: 'Must be an object with fields.' },
  record: { zh: '应为一组字段。', en: 'Must be an object with fields.' },
};

const wrongFormat: Readonly<Record<string, Bilingual>> = {
  date: {
    zh: '应为实有的日期，年-月-日，例如 2026-03-02。',
    en: 'Must be a day that there is, year-month-day, for example 2026-03-02.',
  },
  datetime: {
    zh: '应为带时区的时间，例如 2026-03-02T09:00:00+08:00。',
    en: 'Must be a time with its offset, for example 2026-03-02T09:00:00+08:00.',
  },
};

/** What may stand there: in Chinese by what people call it, in English by the words that the API takes. */
function oneOf(values: readonly string[]): Bilingual {
  const labels = labelsOf(values);
  const zh = labels ? `应为以下之一：${listed(labels, values).zh}。` : '不在可选范围内。';
  return { zh, en: `Must be one of: ${values.join(', ')}.` };
}

/** What the schema makes of the input. @throws Problem Validation, naming each field below `base`. */
export function validate<S extends z.ZodType>(schema: S, input: unknown, base: string): z.infer<S> {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  throw new Problem('Validation', {
    errors: result.error.issues.flatMap((issue) => fieldErrors(issue, base)).slice(0, MAXIMUM_ERRORS),
  });
}

import { checkExpressions } from './check-expressions.ts';
import { checkAssign, checkNumber } from './check-values.ts';
import { type Findings, isObject, type Members } from './diagnostics.ts';
import { checkForeign } from './query-language.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error */
export function checkRetry(findings: Findings, retry: unknown, at: string): void {
  for (const [place, retrier] of entriesOf(findings, retry, `${at}/Retry`)) {
    for (const field of Object.keys(retrier))
      if (
        ![
          'ErrorEquals',
          'IntervalSeconds',
          'MaxAttempts',
          'BackoffRate',
          'MaxDelaySeconds',
          'JitterStrategy',
          'Comment',
        ].includes(field)
      )
        findings.schema(`Field '${field}' is not supported`, place);
    checkNumber(findings, retrier, 'IntervalSeconds', place, 0);
    checkNumber(findings, retrier, 'MaxAttempts', place, 0);
    checkNumber(findings, retrier, 'MaxDelaySeconds', place, 1, 31_622_400);
    const { BackoffRate, JitterStrategy } = retrier;
    if (BackoffRate !== undefined && !(typeof BackoffRate === 'number' && BackoffRate >= 1))
      findings.schema('Value should be greater than or equal to 1.0', `${place}/BackoffRate`);
    if (JitterStrategy !== undefined && JitterStrategy !== 'FULL' && JitterStrategy !== 'NONE')
      findings.schema('Value should be one of the following: [FULL, NONE]', `${place}/JitterStrategy`);
  }
}

export function checkCatch(findings: Findings, catchers: unknown, at: string): void {
  for (const [place, catcher] of entriesOf(findings, catchers, `${at}/Catch`)) {
    for (const field of Object.keys(catcher))
      if (!['ErrorEquals', 'Next', 'Assign', 'Output', 'Comment'].includes(field))
        checkForeign(findings, field, place);
    if (typeof catcher.Next !== 'string') findings.schema('These fields are required: [Next]', place);
    checkAssign(findings, catcher.Assign, `${place}/Assign`);
    checkExpressions(findings, catcher.Assign, `${place}/Assign`, { errorOutput: true });
    checkExpressions(findings, catcher.Output, `${place}/Output`, { errorOutput: true });
  }
}

/** The entries of Retry or Catch, with their places; `States.ALL` stands alone and last. */
function entriesOf(findings: Findings, list: unknown, at: string): [string, Members][] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) {
    findings.schema('Expected value of type [ARRAY]', at);
    return [];
  }
  return list.flatMap((entry: unknown, index): [string, Members][] => {
    const place = `${at}[${index}]`;
    if (!isObject(entry)) {
      findings.schema('Expected value of type [OBJECT]', place);
      return [];
    }
    const names = entry.ErrorEquals;
    if (!Array.isArray(names) || names.length === 0 || names.some((name) => typeof name !== 'string'))
      findings.schema(
        "The field 'ErrorEquals' should be a non-empty array of error names",
        `${place}/ErrorEquals`,
      );
    else if (names.includes('States.ALL') && (names.length > 1 || index < list.length - 1))
      findings.schema("'States.ALL' must appear alone, and in the last entry", `${place}/ErrorEquals`);
    return [[place, entry]];
  });
}

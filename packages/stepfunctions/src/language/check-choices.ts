import { checkExpressions } from './check-expressions.ts';
import { checkAssign, filledArray } from './check-values.ts';
import { type Findings, isObject, type Members } from './diagnostics.ts';
import { isExpression } from './expression.ts';
import { checkForeign } from './query-language.ts';

/** A choice's rules. https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html */
export function checkChoices(findings: Findings, state: Members, at: string): Members[] {
  const { Choices } = state;
  return filledArray(findings, Choices, `${at}/Choices`).flatMap((rule: unknown, index): Members[] => {
    const place = `${at}/Choices[${index}]`;
    if (!isObject(rule)) {
      findings.schema('Expected value of type [OBJECT]', place);
      return [];
    }
    const missing = ['Condition', 'Next'].filter((field) => !(field in rule));
    if (missing.length > 0) findings.schema(`These fields are required: [${missing.join(', ')}]`, place);
    for (const field of Object.keys(rule))
      if (!['Condition', 'Next', 'Comment', 'Assign', 'Output'].includes(field))
        checkForeign(findings, field, place);
    if ('Condition' in rule && typeof rule.Condition !== 'boolean' && !isExpression(rule.Condition))
      findings.schema('Expected value of type [BOOLEAN, JSONata]', `${place}/Condition`);
    checkExpressions(findings, rule.Condition, `${place}/Condition`, {});
    checkAssign(findings, rule.Assign, `${place}/Assign`);
    checkExpressions(findings, rule.Assign, `${place}/Assign`, {});
    checkExpressions(findings, rule.Output, `${place}/Output`, {});
    return [rule];
  });
}

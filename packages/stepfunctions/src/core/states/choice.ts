import { unexpectedType } from '../../language/expression.ts';
import type { ChoiceState } from '../../language/types.ts';
import { StateError } from '../errors.ts';
import { currentOf, type Run } from '../run.ts';
import type { Scope } from '../state.ts';
import { leave } from '../transition.ts';

/**
 * The first rule whose condition is true wins, with its own Assign and Output; those of the state belong to Default.
 * A choice that leads nowhere ends the execution with States.Runtime, which is what AWS reports
 * (the error name States.NoChoiceMatched is in the documentation only).
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
 */
export async function beginChoice(run: Run, scope: Scope, state: ChoiceState): Promise<void> {
  const { input } = currentOf(scope);
  for (const [index, rule] of state.Choices.entries()) {
    const location = `Choices[${index}]/Condition`;
    const value = await run.evaluate(scope, rule.Condition, location);
    if (typeof value !== 'boolean') throw unexpectedType(rule.Condition, location, 'boolean', value);
    if (!value) continue;
    await leave(run, scope, rule, rule.Next, { otherwise: input, prefix: `Choices[${index}]/` });
    return;
  }
  if (state.Default === undefined)
    throw new StateError(
      'States.Runtime',
      'Failed to transition out of the state. The state does not point to a next state.',
    );
  await leave(run, scope, state, state.Default, { otherwise: input });
}

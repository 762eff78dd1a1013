import { unexpectedType } from '../../language/expression.ts';
import type { FailState, PassState, SucceedState } from '../../language/types.ts';
import { fail } from '../failing.ts';
import { currentOf, type Run } from '../run.ts';
import type { Scope } from '../state.ts';
import { leave } from '../transition.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-pass.html */
export async function beginPass(run: Run, scope: Scope, state: PassState): Promise<void> {
  await leave(run, scope, state, state.Next, { otherwise: currentOf(scope).input });
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-succeed.html */
export async function beginSucceed(run: Run, scope: Scope, state: SucceedState): Promise<void> {
  await leave(run, scope, state, undefined, { otherwise: currentOf(scope).input });
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html */
export async function beginFail(run: Run, scope: Scope, state: FailState): Promise<void> {
  const error = await text(run, scope, 'Error', state.Error);
  const cause = await text(run, scope, 'Cause', state.Cause);
  await fail(run, scope, {
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  });
}

async function text(
  run: Run,
  scope: Scope,
  field: string,
  template: string | undefined,
): Promise<string | undefined> {
  if (template === undefined) return undefined;
  const value = await run.evaluate(scope, template, field);
  if (typeof value !== 'string') throw unexpectedType(template, field, 'string', value);
  return value;
}

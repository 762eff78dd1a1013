import { QueryEvaluationError, unexpectedType } from '../../language/expression.ts';
import { parseTimestamp } from '../../language/timestamp.ts';
import type { WaitState } from '../../language/types.ts';
import { LONGEST_SECONDS } from '../limits.ts';
import { currentOf, type Run } from '../run.ts';
import type { Scope } from '../state.ts';
import { leave } from '../transition.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html */
export async function beginWait(run: Run, scope: Scope, state: WaitState): Promise<void> {
  const due =
    state.Timestamp === undefined
      ? await afterSeconds(run, scope, state)
      : await atTimestamp(run, scope, state);
  if (due <= run.now) {
    await completeWait(run, scope, state);
    return;
  }
  scope.phase = { type: 'blocked' };
  run.state.timers[`${scope.id}:wait`] = due;
}

export async function completeWait(run: Run, scope: Scope, state: WaitState): Promise<void> {
  await leave(run, scope, state, state.Next, { otherwise: currentOf(scope).input });
}

async function afterSeconds(run: Run, scope: Scope, state: WaitState): Promise<number> {
  const template = state.Seconds ?? 0;
  const seconds = await run.evaluate(scope, template, 'Seconds');
  if (typeof seconds !== 'number') throw unexpectedType(template, 'Seconds', 'number', seconds);
  if (!Number.isInteger(seconds))
    throw new QueryEvaluationError('Seconds', `The Seconds field cannot be parsed as an integer: ${seconds}`);
  if (seconds < 0 || seconds > LONGEST_SECONDS)
    throw new QueryEvaluationError(
      'Seconds',
      `The Seconds field must be between 0 and ${LONGEST_SECONDS}: ${seconds}`,
    );
  return run.now + seconds * 1000;
}

async function atTimestamp(run: Run, scope: Scope, state: WaitState): Promise<number> {
  const template = state.Timestamp ?? '';
  const timestamp = await run.evaluate(scope, template, 'Timestamp');
  if (typeof timestamp !== 'string') throw unexpectedType(template, 'Timestamp', 'string', timestamp);
  const due = parseTimestamp(timestamp);
  if (due === undefined)
    throw new QueryEvaluationError(
      'Timestamp',
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${timestamp}`,
    );
  return due;
}

/**
 * A failure as the language knows it: an error name and a cause, either of which may be missing.
 * https://states-language.net/#error-names
 */
export interface Failure {
  error?: string;
  cause?: string;
  /** What a catcher sees in place of a missing error or cause; without it, it sees nothing there. */
  missing?: '' | null;
  /** Further names that a retrier or catcher may list for it. */
  aliases?: string[];
  /** `States.ALL` and `States.TaskFailed` do not stand for it: a state's own data grew beyond the limit. */
  unlisted?: boolean;
}

/** Raised inside a state by the interpreter itself; its cause gets the sentence that names the state, unless it is `whole`. */
export class StateError extends Error {
  readonly error: string;
  readonly whole: boolean;
  constructor(error: string, cause: string, { whole = false } = {}) {
    super(cause);
    this.error = error;
    this.whole = whole;
  }
}

/** Errors that no retrier or catcher ever sees. */
const TERMINAL = 'States.Runtime';

/**
 * Whether one `ErrorEquals` covers a failure. The documentation says that `States.ALL` does not cover
 * `States.DataLimitExceeded`; executions recorded on AWS show that it does cover a task whose result is too large.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation
 */
export function matches(errorEquals: readonly string[], failure: Failure): boolean {
  const names = [failure.error ?? '', ...(failure.aliases ?? [])];
  if (names.includes(TERMINAL)) return false;
  return errorEquals.some((listed) => {
    if (listed === 'States.ALL') return !failure.unlisted;
    if (listed === 'States.TaskFailed') return !failure.unlisted && !names.includes('States.Timeout');
    return names.includes(listed);
  });
}

export function isTerminal(failure: Failure): boolean {
  return failure.error === TERMINAL;
}

/** The error output that a catcher sees and that a caught state puts out. */
export function errorOutput(failure: Failure): { [key: string]: string | null } {
  const { missing, error = missing, cause = missing } = failure;
  return {
    ...(error === undefined ? {} : { Error: error }),
    ...(cause === undefined ? {} : { Cause: cause }),
  };
}

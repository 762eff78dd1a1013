/** Where a run can be cut off: before and after a commit, before a call, and before its result is taken in. */
export type Boundary = 'commit' | 'committed' | 'effect' | 'result';

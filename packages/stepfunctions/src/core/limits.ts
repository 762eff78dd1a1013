/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */

/** Bytes of a state's input or output, of a task's result and of an execution's input. */
export const DATA_LIMIT = 262_144;

/** Events in one execution's history. */
export const HISTORY_LIMIT = 25_000;

/** Concurrent iterations of an inline Map that sets no lower limit. */
export const INLINE_MAP_CONCURRENCY = 40;

/** Seconds that a Wait, a timeout or a heartbeat may name. */
export const LONGEST_SECONDS = 99_999_999;

/** Transitions that one step makes before it lets others have their turn; no meaning of its own on AWS. */
export const TRANSITIONS_PER_STEP = 500;

/** What a folder holds, by name. */
export type Counts = Readonly<Record<string, number>>;

export const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

type Times = Readonly<Record<'fresh' | 'grown', readonly number[]>>;

/** What has a budget: what is left in the cleaned folder of what was in the grown one, and how long a lifecycle takes. */
export const figuresOf = (before: Counts, after: Counts, times: Times): Record<string, number> => {
  const left = (what: string): number => (after[what] ?? NaN) / (before[what] ?? NaN);
  return {
    streamRecords: after['stream records'] ?? NaN,
    shareOfExecutions: left('executions'),
    shareOfIdempotencyRows: left('rows in idempotency'),
    shareOfWaits: left('rows in waits'),
    shareOfAppointmentRows: left('rows in appointments'),
    lifecycleByNewFolder: median(times.grown) / median(times.fresh),
  };
};

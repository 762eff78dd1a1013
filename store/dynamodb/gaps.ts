/** A row that is left out of a page because nobody can read it: which, and why. Keys only, never what it holds. */
export type Gap = { codec: string; key: Record<string, unknown>; reason: string };

let report: (gap: Gap) => void = (gap) => console.error(JSON.stringify({ unreadableRow: gap }));

/** Lets somebody else hear of rows that cannot be read. */
export const onGap = (listener: (gap: Gap) => void): void => {
  report = listener;
};

export const reportGap = (gap: Gap): void => report(gap);

/** A moment: milliseconds since 1970, and the same as ISO instant. Taken once per request and handed down. */
export type Moment = { ms: number; at: string };

let source: () => number = Date.now;

/** Lets somebody else say what time it is. */
export const useClock = (now: () => number): void => {
  source = now;
};

export function moment(): Moment {
  const ms = source();
  return { ms, at: new Date(ms).toISOString() };
}

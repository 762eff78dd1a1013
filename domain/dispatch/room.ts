/**
 * Sizes of room and of work, in minutes: each from its own number up to the next one. A job looks only at shifts of its
 * own size and above, so that those that are nearly full cost it nothing: what is left below 45 minutes is too little for
 * a small job on site with the road to it. Our own parameters.
 */
export const sizes = [1, 45, 240] as const;

/** Which size so many minutes are of: the index in `sizes`; null for none. */
export function sizeOf(minutes: number): number | null {
  const index = sizes.findLastIndex((from) => minutes >= from);
  return index < 0 ? null : index;
}

/** The sizes of room in which a job of so many minutes may find its place. */
export const sizesFor = (minutes: number): number[] =>
  sizes.flatMap((_, index) => (index >= (sizeOf(minutes) ?? 0) ? [index] : []));

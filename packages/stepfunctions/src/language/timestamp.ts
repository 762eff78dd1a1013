/** RFC 3339 in the profile of https://states-language.net/#timestamps: an upper-case T, and Z or an offset. */
const TIMESTAMP = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/** The offsets from UTC that Java's parser, which AWS uses, takes: up to 18 hours. */
const LARGEST_OFFSET = 18 * 60;

/**
 * Milliseconds since 1970 of a timestamp; undefined for a text that is none. `Date.parse` would not do: it takes other
 * forms too, and February 30.
 */
export function parseTimestamp(text: string): number | undefined {
  const parts = TIMESTAMP.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts.map(Number) as number[];
  const [, , , , , , , fraction = '', sign, hours = '0', minutes = '0'] = parts;
  const offset = Number(hours) * 60 + Number(minutes);
  const local = new Date(0);
  local.setUTCFullYear(year ?? 0, (month ?? 0) - 1, day);
  // What is in no calendar has become another day.
  if (local.getUTCMonth() + 1 !== month || local.getUTCDate() !== day) return undefined;
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return undefined;
  if (Number(minutes) > 59 || offset > LARGEST_OFFSET) return undefined;
  local.setUTCHours(hour ?? 0, minute, second, Number(fraction.padEnd(3, '0').slice(0, 3)));
  return local.getTime() + (sign === '-' ? 1 : -1) * offset * 60_000;
}

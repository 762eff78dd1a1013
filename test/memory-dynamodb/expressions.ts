import { isDeepStrictEqual } from 'node:util';

export type Row = Record<string, unknown>;
export type Expressions = {
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, unknown> | undefined;
};

/** Whether a condition holds for a row, or for none. Of AND and OR it knows one of them at a time. */
export function holds({ ConditionExpression, ...given }: Expressions, row: Row | undefined): boolean {
  if (!ConditionExpression) return true;
  const value = (name: string) => row?.[given.ExpressionAttributeNames?.[name] ?? name];
  const part = (text: string): boolean => {
    const exists = /^attribute_(not_)?exists\((#?\w+)\)$/.exec(text);
    if (exists) return (value(exists[2] ?? '') === undefined) === Boolean(exists[1]);
    const equals = /^(#?\w+) = (:\w+)$/.exec(text);
    if (equals)
      return isDeepStrictEqual(value(equals[1] ?? ''), given.ExpressionAttributeValues?.[equals[2] ?? '']);
    const atMost = /^(#?\w+) <= (:\w+)$/.exec(text);
    if (atMost)
      return Number(value(atMost[1] ?? '')) <= Number(given.ExpressionAttributeValues?.[atMost[2] ?? '']);
    throw new Error(`unknown condition ${text}`);
  };
  if (ConditionExpression.includes(' AND ')) return ConditionExpression.split(' AND ').every(part);
  return ConditionExpression.split(' OR ').some(part);
}

/** What a key condition wants of the sort key. */
export function sortTest(
  expression: string,
  names: Record<string, string>,
  values: Record<string, unknown>,
  sortKey: string | undefined,
): (key: string) => boolean {
  if (!expression) return () => true;
  const [, name = ''] = /(#\w+)/.exec(expression) ?? [];
  if (names[name] !== sortKey) throw new Error(`${names[name]} is not the sort key`);
  const value = (placeholder: string | undefined) => String(values[placeholder ?? '']);
  const begins = /^begins_with\(#\w+, (:\w+)\)$/.exec(expression);
  if (begins) return (key) => key.startsWith(value(begins[1]));
  const between = /^#\w+ BETWEEN (:\w+) AND (:\w+)$/.exec(expression);
  if (between) {
    const [from, to] = [value(between[1]), value(between[2])];
    if (from > to)
      throw new Error('ValidationException: the upper bound of BETWEEN is below the lower bound');
    return (key) => key >= from && key <= to;
  }
  const compared = /^#\w+ (<=|>=|<) (:\w+)$/.exec(expression);
  if (!compared) throw new Error(`unknown key condition ${expression}`);
  const limit = value(compared[2]);
  return {
    '<': (key: string) => key < limit,
    '<=': (key: string) => key <= limit,
    '>=': (key: string) => key >= limit,
  }[compared[1] as '<' | '<=' | '>='];
}

/** Carries out an update expression on a row. */
export function changeRow(row: Row, expression: string, given: Expressions): void {
  const name = (raw: string) => given.ExpressionAttributeNames?.[raw] ?? raw;
  const value = (raw: string) => given.ExpressionAttributeValues?.[raw];
  for (const [, verb, list = ''] of expression.matchAll(/(SET|REMOVE) (.+?)(?=$| SET | REMOVE )/g)) {
    for (const part of list.split(/, (?![^(]*\))/)) {
      if (verb === 'REMOVE') {
        delete row[name(part)];
        continue;
      }
      const [left = '', right = ''] = part.split(' = ');
      const otherwise = /^if_not_exists\((#?\w+), (:\w+)\)$/.exec(right);
      const present = otherwise && row[name(otherwise[1] ?? '')];
      row[name(left)] = otherwise ? (present ?? value(otherwise[2] ?? '')) : value(right);
    }
  }
}

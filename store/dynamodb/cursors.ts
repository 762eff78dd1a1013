import * as z from 'zod';
import { fieldProblem, type Problem } from '#domain/problem.ts';

/** An opaque mark of a place in a list. */
export const encodeCursor = (values: readonly string[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/** Refuses what is no mark of a place in this list. */
export const notACursor = (): Problem =>
  fieldProblem(
    'cursor',
    '分页标记无效，请从第一页重新开始。',
    'Not a cursor of this list: start from the first page.',
  );

/** What a mark of a place says. @throws Problem Validation for what is none of a list with so many values. */
export function decodeCursor(cursor: string, count: number): string[] {
  try {
    return z
      .array(z.string().min(1))
      .length(count)
      .parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    // Whatever it is, it is not a cursor of ours.
  }
  throw notACursor();
}

import { expect, it } from 'vitest';
import { type ProblemCode, ProblemDetail } from '#contract/problems.ts';
import type { RouteName } from '#contract/routes.ts';
import { type Call, request } from './requests.ts';
import { goodCalls, type TestBed } from './test-bed.ts';

/** A change of a good call, and how it is refused: by default as not valid, with the field. */
export type Bad = [
  what: string,
  route: RouteName,
  change: Partial<Call>,
  field?: string | undefined,
  code?: ProblemCode,
  status?: number,
];

/** A test for each: refused by name, in both languages, and nothing is written. */
export function refuses(bed: TestBed, cases: readonly Bad[]): void {
  it.each([...cases])(
    '%s (%s) is refused by name, in both languages, and nothing is written',
    async (_, route, change, field, code = 'Validation', status = 400) => {
      const before = bed.memory.snapshot();
      const reply = await request(bed.memory, route, { ...goodCalls[route], ...change });
      expect({ status: reply.status, code: reply.body.code }).toEqual({ status, code });
      expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      const problem = ProblemDetail.parse(reply.body);
      expect(problem.correlationId).toBe('request-1');
      expect(problem.errors?.map((error) => error.field) ?? []).toEqual(
        field ? expect.arrayContaining([field]) : [],
      );
      for (const { message } of problem.errors ?? []) {
        expect(message.zh).toMatch(/\p{Script=Han}/u);
        // Nobody reads a Chinese sentence for its English: only what was sent stands in it, in quotation marks.
        expect(message.zh.replace(/“[^”]*”/g, '').replace(/\d{4}-\d\d-\d\dT[\d:+]+/, '')).not.toMatch(
          /[a-z]{2,}/,
        );
        expect(message.en).toMatch(/[A-Za-z]/);
      }
      expect(bed.memory.snapshot()).toBe(before);
      if (code !== 'InstrumentTaken') expect(bed.memory.writes).toEqual([]);
    },
  );
}

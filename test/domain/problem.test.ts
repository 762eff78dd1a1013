import { describe, expect, it } from 'vitest';
import {
  below,
  fieldProblem,
  Problem,
  type ProblemCode,
  ProblemDetail,
  problemDetail,
  problems,
} from '#domain/problem.ts';

const codes = Object.keys(problems) as ProblemCode[];

describe('a problem', () => {
  it.each(codes)('%s has a status of refusal and a sentence in both languages', (code) => {
    const detail = problemDetail(new Problem(code), { instance: '/x', correlationId: 'c' });
    expect(ProblemDetail.parse(detail)).toEqual(detail);
    expect(detail.status).toBeGreaterThanOrEqual(400);
    expect(detail.status).toBeLessThan(600);
    expect(detail.detail.zh).toMatch(/\p{Script=Han}/u);
    expect(detail.detail.zh).toMatch(/。$/);
    expect(detail.detail.en).toMatch(/^[\x20-\x7e]+\.$/);
    expect(detail).toMatchObject({
      code,
      type: `urn:greenlane:problem:${code}`,
      instance: '/x',
      correlationId: 'c',
    });
  });

  it.each(codes)('%s is named by its code', (code) => {
    expect(new Problem(code)).toMatchObject({ name: code, message: problems[code].en });
  });

  it('names its fields and what the reader needs, and nothing when there is nothing', () => {
    const problem = new Problem('AlreadyDecided', { context: { decision: { outcome: 'approve' } } });
    expect(problemDetail(problem, {}).context).toEqual({ decision: { outcome: 'approve' } });
    expect(problemDetail(problem, {})).not.toHaveProperty('errors');
    expect(problemDetail(fieldProblem('/a', '错', 'Wrong.'), {}).errors).toEqual([
      { field: '/a', message: { zh: '错', en: 'Wrong.' } },
    ]);
  });

  it('never tells its cause', () => {
    const detail = problemDetail(new Problem('Internal', { cause: new Error('secret') }), {});
    expect(JSON.stringify(detail)).not.toContain('secret');
  });
});

describe('the refusal of a part', () => {
  it('names the fields of the whole', () => {
    expect(below('/items/2', fieldProblem('/a', '错', 'Wrong.')).errors?.[0]?.field).toBe('/items/2/a');
  });

  it('leaves one without fields as it is', () => {
    const problem = new Problem('TaskClosed', { context: { status: 'EXPIRED' } });
    expect(below('/items/2', problem)).toBe(problem);
  });
});

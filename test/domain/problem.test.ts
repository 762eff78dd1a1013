import { describe, expect, it } from 'vitest';
import { below, fieldProblem, Problem, type RefusalCode, refusals } from '#domain/problem.ts';

const codes = Object.keys(refusals) as RefusalCode[];

describe('a problem', () => {
  it.each(codes)('%s is named by its code', (code) => {
    expect(new Problem(code)).toMatchObject({ name: code, code, message: refusals[code].en });
  });

  it('names its fields and what the reader needs, and nothing when there is nothing', () => {
    const context = { decision: { outcome: 'approve' } };
    expect(new Problem('AlreadyDecided', { context })).toMatchObject({ context, errors: undefined });
    expect(fieldProblem('/a', '错', 'Wrong.')).toMatchObject({
      code: 'Validation',
      context: undefined,
      errors: [{ field: '/a', message: { zh: '错', en: 'Wrong.' } }],
    });
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

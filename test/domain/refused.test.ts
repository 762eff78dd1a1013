import { describe, expect, it } from 'vitest';
import { Problem, type ProblemCode, problems } from '#domain/problem.ts';
import { codeOfRefusal, forMachine, Refused } from '#domain/refused.ts';

const codes = Object.keys(problems) as ProblemCode[];
const PASSING = ['VersionConflict', 'Unavailable', 'Internal'];

describe('what a state machine sees of an error', () => {
  it.each(codes.filter((code) => !PASSING.includes(code)))(
    'is the one name of all refusals for %s, with the code and its sentence as the text',
    (code) => {
      const problem = new Problem(code);
      const seen = forMachine(problem);
      expect(seen).toBeInstanceOf(Refused);
      expect(seen).toMatchObject({ name: 'Refused', cause: problem });
      expect(JSON.parse((seen as Refused).message)).toEqual({ code, detail: problems[code].en });
      expect(codeOfRefusal('Refused', (seen as Refused).message)).toBe(code);
    },
  );

  it.each([
    ...PASSING.map((code) => new Problem(code as ProblemCode)),
    new RangeError('a fault'),
    'no error at all',
    undefined,
  ])('is the error itself when it may pass or is a fault: %s', (error) => {
    expect(forMachine(error)).toBe(error);
  });
});

describe('the code of a refusal', () => {
  it.each([
    ['Rejected', '{"code":"NotFound","detail":""}'],
    ['Refused', ''],
    ['Refused', 'null'],
    ['Refused', '{"detail":"NotFound"}'],
    ['Refused', '{"code":5,"detail":""}'],
  ])('is in no %s with the text %j', (name, text) => {
    expect(codeOfRefusal(name, text)).toBeUndefined();
  });
});

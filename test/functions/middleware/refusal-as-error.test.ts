import '#test/factories/every-line.ts';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type AnyProblem, type ProblemCode, problems, ServiceProblem } from '#contract/problems.ts';
import { Problem, type RefusalCode, refusals } from '#domain/problem.ts';
import { defineWorker } from '#functions/define-worker.ts';
import { emptyBed } from '#test/factories/empty-bed.ts';
import { context } from '#test/factories/requests.ts';

const the = emptyBed();
const worker = (error: Error) =>
  defineWorker(z.unknown(), async () => {
    throw error;
  })({}, context('close'));
const logged = () =>
  the.lines.map((line) => JSON.parse(line)).find(({ message }) => message === 'function failed');

const isRefusal = (code: ProblemCode): code is RefusalCode => code in refusals;
const problem = (code: ProblemCode): AnyProblem =>
  isRefusal(code) ? new Problem(code) : new ServiceProblem(code);
const PASSING: ProblemCode[] = ['VersionConflict', 'Unavailable', 'Internal'];
const decisions = (Object.keys(problems) as ProblemCode[]).filter((code) => !PASSING.includes(code));

describe('a worker that refuses', () => {
  it.each(decisions)(
    'throws %s under the one name of all, its code and sentence as the text',
    async (code) => {
      const thrown = await worker(problem(code)).catch((error) => error);
      expect(thrown).toMatchObject({ name: 'Refused', cause: { code } });
      expect(JSON.parse(thrown.message)).toEqual({ code, detail: problems[code].en });
    },
  );

  it('logs which refusal it was', async () => {
    await expect(worker(problem('Superseded'))).rejects.toThrow();
    expect(logged()).toMatchObject({ level: 'WARN', error: { name: 'Superseded' } });
  });
});

describe('a worker that fails', () => {
  it.each([new RangeError('a fault'), ...PASSING.map(problem)])('throws %s as it is', async (error) => {
    await expect(worker(error)).rejects.toBe(error);
    expect(logged()).toMatchObject({ error: { name: error.name } });
  });
});

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  isProblem,
  ProblemDetail,
  problemDetail,
  problems,
  ServiceProblem,
  statusOf,
} from '#contract/problems.ts';
import { fieldProblem, Problem, refusals } from '#domain/problem.ts';

const codes = Object.keys(problems) as (keyof typeof problems)[];

/** What stands in a Chinese sentence as it is, because it is typed or sent as it is. */
const asTheyAre = ['application/json', 'Idempotency-Key', 'JSON', 'KB'];
const latinWords = (sentence: string) =>
  asTheyAre.reduce((left, word) => left.replaceAll(word, ''), sentence).match(/[A-Za-z]+/g) ?? [];

describe('the table of problems', () => {
  it.each(codes)('%s has a status of refusal and a sentence in both languages', (code) => {
    const detail = problemDetail({ code }, { instance: '/x', correlationId: 'c' });
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

  it.each(codes)('%s says in Chinese what it says, and in neither language how we call it', (code) => {
    const { zh, en } = problems[code];
    expect(latinWords(zh)).toEqual([]);
    expect(en).not.toMatch(/[a-z][A-Z]|[{}_]|\b(?:regex|int|PUT|POST|GET)\b/);
  });

  it('would see a word of the code in a Chinese sentence', () => {
    expect(latinWords('该待办已经办结，见 decision。')).toEqual(['decision']);
    expect(latinWords('请先登记单位信息（PUT /organisations/{code}）。')).toContain('organisations');
    expect(latinWords('请以 application/json 提交，不超过 256 KB。')).toEqual([]);
  });

  it('takes the sentences of the trade as they are', () => {
    for (const [code, sentence] of Object.entries(refusals)) {
      expect(problems[code as keyof typeof refusals]).toMatchObject(sentence);
    }
  });
});

describe('the domain', () => {
  it('knows nothing of HTTP', () => {
    const domain = join(import.meta.dirname, '../../domain');
    const files = globSync('**/*.ts', { cwd: domain });
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      expect(readFileSync(join(domain, file), 'utf8'), file).not.toMatch(
        /\bHTTP\b|idempotency|bearer|\b(?:GET|POST|PUT|DELETE) \/|\bstatus: [1-5]\d\d\b/i,
      );
    }
  });
});

describe('a problem on its way out', () => {
  it('is named by its code, so that a machine can catch it', () => {
    expect(new ServiceProblem('Unavailable')).toMatchObject({
      name: 'Unavailable',
      code: 'Unavailable',
      message: problems.Unavailable.en,
    });
  });

  it('is known from any other error, and has the status of its code', () => {
    expect([new Problem('NotFound'), new ServiceProblem('Internal')].map(statusOf)).toEqual([404, 500]);
    expect([new Problem('NotFound'), new ServiceProblem('Internal')].every(isProblem)).toBe(true);
    expect([new Error('NotFound'), { code: 'NotFound' }, undefined].some(isProblem)).toBe(false);
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
    const detail = problemDetail(new ServiceProblem('Internal', { cause: new Error('secret') }), {});
    expect(JSON.stringify(detail)).not.toContain('secret');
  });
});

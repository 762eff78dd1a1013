import '#test/factories/every-line.ts';

import { describe, expect, it } from 'vitest';
import { ServiceProblem } from '#contract/problems.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import { problemDetails } from '#functions/middleware/problem-details.ts';
import { emptyBed } from '#test/factories/empty-bed.ts';
import { through } from '#test/factories/middleware.ts';

const the = emptyBed();
const refused = async (error: Error) => {
  const fail = () => {
    throw error;
  };
  const { answer } = await through(problemDetails(), 'health', {}, {}, fail);
  return { ...answer, body: JSON.parse(answer.body ?? '') };
};

describe('a refusal', () => {
  it('is a problem detail with its code, both languages, the field and the request', async () => {
    const { statusCode, headers, body } = await refused(
      fieldProblem('/date', '日期已过。', 'This day is past.'),
    );
    expect(statusCode).toBe(400);
    expect(headers).toEqual({ 'content-type': 'application/problem+json; charset=utf-8' });
    expect(body).toMatchObject({
      type: 'urn:greenlane:problem:Validation',
      code: 'Validation',
      instance: '/health',
      correlationId: 'request-1',
      errors: [{ field: '/date', message: { zh: '日期已过。', en: 'This day is past.' } }],
    });
  });

  it('says how to sign in, and when to come again', async () => {
    expect((await refused(new ServiceProblem('Unauthenticated'))).headers).toMatchObject({
      'www-authenticate': 'Bearer',
    });
    expect((await refused(new ServiceProblem('Unavailable'))).headers).toMatchObject({ 'retry-after': '1' });
  });

  it('is everyday business in the log, by its code', async () => {
    await refused(new Problem('NotFound'));
    expect(the.lines.join()).toContain('request refused');
    expect(the.lines.join()).not.toContain('"ERROR"');
  });
});

describe('a fault', () => {
  it('shows its cause to the log and to nobody else', async () => {
    const { statusCode, body } = await refused(new RangeError('the table is upside down'));
    expect({ statusCode, code: body.code }).toEqual({ statusCode: 500, code: 'Internal' });
    expect(JSON.stringify(body)).not.toContain('upside down');
    expect(the.lines.join()).toContain('upside down');
  });
});

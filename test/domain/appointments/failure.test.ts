import { describe, expect, it } from 'vitest';
import { failureOf } from '#domain/appointments/failure.ts';

const json = JSON.stringify;

describe('the reason of a failure', () => {
  it('promises no money that nobody gives', () => {
    expect(failureOf({ Error: 'StepNotDone' }).reason.zh).not.toContain('免费');
  });

  it('is the error itself when nothing lies beneath', () => {
    expect(failureOf({ Error: 'NotDispatched', Cause: 'nobody' })).toMatchObject({
      code: 'NotDispatched',
      reason: { zh: expect.stringContaining('小分队') },
    });
  });

  it('is that of the child execution', () => {
    const child = json({ ExecutionArn: 'x', Status: 'FAILED', Error: 'RejectedTooOften', Cause: 'five' });
    expect(failureOf({ Error: 'States.TaskFailed', Cause: child }).code).toBe('RejectedTooOften');
  });

  it("is that of the child's function", () => {
    const lambda = json({ errorType: 'IllegalTransition', errorMessage: 'gone', trace: [] });
    const child = json({ Error: 'IllegalTransition', Cause: lambda });
    expect(failureOf({ Error: 'States.TaskFailed', Cause: child }).code).toBe('IllegalTransition');
  });

  const refusal = json({ code: 'IllegalTransition', detail: 'gone' });
  const refusedByFunction = json({ errorType: 'Refused', errorMessage: refusal, trace: [] });

  it.each([
    ['a function', { Error: 'Refused', Cause: refusedByFunction }],
    ['a wait that was made to fail', { Error: 'Refused', Cause: refusal }],
    [
      "a child's function",
      { Error: 'States.TaskFailed', Cause: json({ Error: 'Refused', Cause: refusedByFunction }) },
    ],
    [
      "a child's wait",
      { Error: 'States.TaskFailed', Cause: json({ Status: 'FAILED', Error: 'Refused', Cause: refusal }) },
    ],
  ])('is the code of the refusal of %s', (_, reported) => {
    expect(failureOf(reported)).toMatchObject({
      code: 'IllegalTransition',
      reason: { en: expect.stringContaining('could not go on') },
    });
  });

  it('is not what a person wrote in the words of a refusal or of an error', () => {
    const words = json({ code: 'Cancelled', detail: refusedByFunction });
    expect(failureOf({ Error: 'Refused', Cause: words }).code).toBe('Cancelled');
    expect(failureOf({ Error: 'Rejected', Cause: refusal }).code).toBe('Rejected');
  });

  it.each([
    ['TIMED_OUT', 'States.Timeout'],
    ['ABORTED', 'Aborted'],
  ])('is told by the status of a child that named no error: %s', (Status, code) => {
    expect(failureOf({ Error: 'States.TaskFailed', Cause: json({ ExecutionArn: 'x', Status }) }).code).toBe(
      code,
    );
  });

  it.each([
    [{}, 'Unknown'],
    [{ Error: 'X', Cause: '' }, 'X'],
    [{ Error: 'X', Cause: '{"Error":' }, 'X'],
    [{ Error: 'X', Cause: '[1]' }, 'X'],
    [{ Error: 'X', Cause: '{"Error":5}' }, 'X'],
    [{ Error: 'X', Cause: 'null' }, 'X'],
    [{ Error: 'Refused', Cause: '{}' }, 'Refused'],
    [{ Error: 'Refused', Cause: json({ errorType: 'Refused', errorMessage: '{' }) }, 'Refused'],
  ])('of %j is general, and never empty', (reported, code) => {
    const { reason, code: found } = failureOf(reported);
    expect(found).toBe(code);
    expect(reason.zh).toContain('资源均已退回');
    expect(reason.en).toContain('given back');
  });

  it('is found in the end, however deep somebody nests causes', () => {
    let Cause = 'deep';
    for (let depth = 0; depth < 50; depth++)
      Cause = json({ Error: `E${depth}`, Cause: depth > 10 ? '' : Cause });
    expect(failureOf({ Error: 'Top', Cause }).code).toMatch(/^E\d+$/);
  });
});

import { describe, expect, test } from 'vitest';
import { refuses, throws, times } from '#test/statemachines/fake-functions.ts';
import { played } from '#test/statemachines/harness.ts';
import { allStates, callOf, isCall, title } from '../definitions.ts';
import { entered } from '../history.ts';
import { reach } from '../reach.ts';

/** What passes: https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception */
const PASSING = [
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Lambda.SdkClientException',
  'Sandbox.Timedout',
  'VersionConflict',
];
/** What stays as it is however often one asks: a few of the refusals, for a machine knows no codes, and a rejection. */
const FINAL = [
  ...(['Cancelled', 'Superseded', 'NotFound', 'IllegalTransition'] as const).map((code) => ({
    code,
    error: 'Refused',
    turn: refuses(code),
  })),
  { code: 'Rejected', error: 'Rejected', turn: throws('Rejected') },
];

const RELEASE = 'Release what was taken';
const calls = allStates
  .filter(isCall)
  .map((placed) => ({ ...placed, title: title(placed), call: callOf(placed) }));
const others = calls.filter(({ name }) => name !== RELEASE);

describe.each(calls)('Given that $title meets an error that passes', (placed) => {
  test('Then it is tried again up to five times and goes on as if nothing had been', async () => {
    const { appointment, fakes } = await played({
      ...reach(placed),
      turns: { ...reach(placed).turns, [placed.call]: PASSING.map((error) => throws(error)) },
    });
    expect(fakes.callsOf(placed.call)).toHaveLength(6);
    expect(appointment.status).toBe(placed.name === RELEASE ? 'FAILED' : 'SUCCEEDED');
    expect(fakes.callsOf('release')).toHaveLength(placed.name === RELEASE ? 6 : 0);
  });
});

describe.each(others)('Given that $title meets an error that does not pass', (placed) => {
  test('Then the sixth attempt is the last, what was taken is released, and a sentence says so', async () => {
    const { appointment, verification, waiver, fakes } = await played({
      ...reach(placed),
      turns: { [placed.call]: times(99, throws('Lambda.TooManyRequestsException', 'Rate exceeded')) },
    });
    expect(fakes.callsOf(placed.call)).toHaveLength(6);
    expect(fakes.callsOf('release')).toHaveLength(1);
    expect(entered(appointment).slice(-3)).toEqual([RELEASE, 'How did it end', 'It failed']);
    expect(appointment).toMatchObject({
      status: 'FAILED',
      error: 'Lambda.TooManyRequestsException',
      cause: expect.stringContaining('what was taken has been given back'),
    });
    expect([verification?.status, waiver?.status]).not.toContain('RUNNING');
  });

  const final = FINAL.filter(
    ({ error }) => !placed.state.Catch?.some(({ ErrorEquals }) => ErrorEquals.includes(error)),
  );
  test.each(final)('When the error is $code, then it is not tried again', async ({ code, turn }) => {
    const { appointment, fakes } = await played({
      ...reach(placed),
      turns: { [placed.call]: times(99, turn) },
    });
    expect(fakes.callsOf(placed.call)).toHaveLength(1);
    expect(fakes.callsOf('release')).toHaveLength(1);
    expect(appointment).toMatchObject({ status: 'FAILED', error: code });
  });
});

describe('Given a function that answers something else than was agreed', () => {
  test('When it is the default of the intake, then nothing hangs', async () => {
    const call = 'apply-default intake-review';
    const { appointment, fakes } = await played({
      route: 'review',
      silent: ['open-task intake-review'],
      turns: { [call]: times(99, { answer: {} }) },
    });
    expect(fakes.callsOf(call)).toHaveLength(6);
    expect(appointment).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(fakes.callsOf('release')).toHaveLength(1);
  });

  test('When it is the release, then the execution ends, and its event calls for the clean-up', async () => {
    const { appointment, fakes } = await played({
      turns: { close: [refuses('IllegalTransition')], release: times(99, { answer: {} }) },
    });
    expect(fakes.callsOf('release')).toHaveLength(6);
    expect(appointment).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });

  test('When a clerk is said to have decided nothing, then nothing hangs', async () => {
    const call = 'open-task intake-review';
    const { appointment, fakes } = await played({
      route: 'review',
      replies: { [call]: Array.from({ length: 6 }, () => ({ output: {} })) },
    });
    expect(fakes.callsOf(call)).toHaveLength(6);
    expect(appointment).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(fakes.callsOf('release')).toHaveLength(1);
  });
});

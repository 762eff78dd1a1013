import { describe, expect, it } from 'vitest';
import { Activity } from '#local/activity.ts';
import type { Contract } from '#local/contract.ts';
import { Functions } from '#local/functions/invoke.ts';
import { type LogFields, silentLog } from '#local/log.ts';
import { thingTopology } from '#test/local/fixtures/contract.ts';

const echo = thingTopology.functions['deadline-sweeper'];
const logged: [string, LogFields | undefined][] = [];
const functionsOf = (definitions: Contract['functions'], activity = new Activity()) =>
  new Functions(definitions, {
    activity,
    log: (_level, message, fields) => logged.push([message, fields]),
  });
const { invoke } = functionsOf({ ...(echo && { 'deadline-sweeper': { ...echo, timeoutSeconds: 0.2 } }) });

describe('an invocation', () => {
  it('gives the handler its event and a context', async () => {
    expect(await invoke('deadline-sweeper', { some: 'event' })).toEqual({
      payload: { event: { some: 'event' }, name: 'greenlane-deadline-sweeper', left: expect.any(Number) },
    });
  });

  it('copies what goes in and out as JSON, as Lambda does', async () => {
    const at = new Date(0);
    expect(await invoke('deadline-sweeper', { at, gone: undefined })).toMatchObject({
      payload: { event: { at: '1970-01-01T00:00:00.000Z' } },
    });
    expect(await invoke('deadline-sweeper', { say: 'date' })).toEqual({
      payload: { at: '1970-01-01T00:00:00.000Z' },
    });
    expect(await invoke('deadline-sweeper', { say: 'nothing' })).toEqual({ payload: null });
  });

  it('reports what a handler throws in the shape of the runtime', async () => {
    expect(await invoke('deadline-sweeper', { say: 'error' })).toEqual({
      error: {
        errorType: 'RangeError',
        errorMessage: 'out of range',
        trace: expect.arrayContaining(['RangeError: out of range']),
      },
    });
    expect(await invoke('deadline-sweeper', { say: 'text' })).toEqual({
      error: { errorType: 'string', errorMessage: 'no error at all', trace: [] },
    });
  });

  it('logs a refusal by its code alone, and a failure with its trace', async () => {
    await invoke('deadline-sweeper', { say: 'refusal' });
    expect(logged.at(-1)).toEqual([
      'a function refused',
      { function: 'deadline-sweeper', milliseconds: expect.any(Number), errorType: 'Superseded' },
    ]);
    await invoke('deadline-sweeper', { say: 'error' });
    expect(logged.at(-1)).toMatchObject([
      'a function failed',
      { errorType: 'RangeError', trace: expect.any(Array) },
    ]);
  });

  it('ends with its time', async () => {
    expect(await invoke('deadline-sweeper', { say: 'late' })).toEqual({
      error: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/^RequestId: [\w-]+ Error: Task timed out after 0\.20 seconds$/),
      },
    });
  });

  it('fails for a function that is not there or cannot be loaded', async () => {
    expect(await invoke('close', {})).toMatchObject({ error: { errorType: 'ResourceNotFoundException' } });
    const broken = functionsOf({ ...(echo && { close: { ...echo, entry: 'test/local/absent.ts' } }) });
    await broken.load();
    expect(logged.map(([message]) => message)).toContain('a function cannot be loaded');
    expect(await broken.invoke('close', {})).toMatchObject({
      error: { errorType: 'Runtime.ImportModuleError' },
    });
  });

  it('counts as under way until it is answered', async () => {
    const activity = new Activity();
    const counted = new Functions(thingTopology.functions, { activity, log: silentLog });
    let answered = false;
    void counted.invoke('deadline-sweeper', {}).then(() => {
      answered = true;
    });
    await activity.idle();
    expect(answered).toBe(true);
    expect(activity.begun).toBe(1);
  });
});

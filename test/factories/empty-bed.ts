import './every-line.ts';

import { SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { useClock } from '#functions/runtime/clock.ts';
import { log } from '#functions/runtime/log.ts';
import { NOW } from './appointment.ts';
import { MemoryTables } from './memory-tables.ts';
import { serveKeys } from './requests.ts';

/** What nobody may ever find in a log or an answer. */
export const SECRET_TOKEN = 'task-token-nobody-may-see';

const mockStates = () => mockClient(SFNClient);

export type TestBed = {
  memory: MemoryTables;
  stepFunctions: ReturnType<typeof mockStates>;
  /** Every line that was logged or printed. */
  lines: string[];
};

/**
 * Before each test empty tables at a still moment, without a network. After each one nothing may have been logged that
 * is a secret.
 */
export function emptyBed(): TestBed {
  const it = {} as TestBed;
  beforeEach(() => {
    it.memory = new MemoryTables();
    it.stepFunctions = mockStates();
    it.lines = [];
    const keep = (chunk: unknown) => it.lines.push(String(chunk)) > 0;
    vi.spyOn(process.stdout, 'write').mockImplementation(keep);
    vi.spyOn(process.stderr, 'write').mockImplementation(keep);
    log.setLogLevel('DEBUG');
    process.env.METRIC_NAMESPACE = 'Greenlane/test';
    process.env.MACHINE_APPOINTMENT = 'arn:aws:states:test:000000000000:stateMachine:appointment';
    serveKeys();
    useClock(() => Date.parse(NOW));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    it.memory.stub.restore();
    it.stepFunctions.restore();
    useClock(Date.now);
    expect(log.getLevelName()).toBe('DEBUG');
    expect(it.lines.join('\n')).not.toMatch(/eyJ[\w-]+\.|task-token|Bearer [\w-]/);
  });
  return it;
}

import { describe, expect, it } from 'vitest';
import { executionLogBytes, type HistoryEvent, transitionsOf } from '#bench/aws/execution-log.ts';

const event = (id: number, type: string, details: object = {}): HistoryEvent => ({
  id,
  previousEventId: id - 1,
  type,
  timestamp: 1_585_170_699_984,
  details,
});

describe('the transitions of an execution', () => {
  it('are the states that it entered, whatever their type', () => {
    const types = [
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStateExited',
      'ChoiceStateEntered',
    ];
    expect(transitionsOf([...types, 'SucceedStateEntered'].map((type, at) => event(at + 1, type)))).toBe(3);
  });

  it('count each retry once more', () => {
    const types = ['TaskStateEntered', 'TaskScheduled', 'TaskFailed', 'TaskScheduled', 'TaskSucceeded'];
    expect(transitionsOf(types.map((type, at) => event(at + 1, type)))).toBe(2);
  });
});

describe('the log of an execution', () => {
  const arn = 'arn:aws:states:us-east-1:123456789012:execution:machine:one';
  const entered = event(2, 'TaskStateEntered', { name: 'Close', input: '{"a":1}' });
  const failed = event(3, 'TaskFailed', { error: 'Refused', cause: 'because' });

  it('has the events of its level', () => {
    const bytes = (level: 'ALL' | 'ERROR' | 'FATAL' | 'OFF') =>
      executionLogBytes(arn, [entered, failed], level);
    expect(bytes('ALL')).toBe(executionLogBytes(arn, [entered], 'ALL') + bytes('ERROR'));
    expect(bytes('ERROR')).toBe(executionLogBytes(arn, [failed], 'ALL'));
    expect([bytes('FATAL'), bytes('OFF')]).toEqual([0, 0]);
  });

  it('has no execution data', () => {
    const without = event(2, 'TaskStateEntered', { name: 'Close' });
    expect(executionLogBytes(arn, [entered], 'ALL')).toBe(executionLogBytes(arn, [without], 'ALL'));
  });
});

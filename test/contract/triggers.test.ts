import { describe, expect, it } from 'vitest';
import {
  type DeadLetterQueueName,
  deadLetterQueues,
  functions,
  rules,
  schedules,
  streams,
} from '#contract/index.ts';

const edges = [...Object.values(streams), ...Object.values(rules), ...Object.values(schedules)];

describe('what happens by itself', () => {
  it('has bounded retries and a queue for what died, which there is', () => {
    expect(edges.length).toBeGreaterThan(0);
    for (const { maximumRetries, deadLetterQueue } of edges) {
      expect(maximumRetries).toBeGreaterThanOrEqual(0);
      expect(maximumRetries).toBeLessThanOrEqual(10);
      expect(Object.keys(deadLetterQueues)).toContain(deadLetterQueue);
    }
  });

  it('uses every queue, and each has a name for operators', () => {
    const used = new Set(edges.map(({ deadLetterQueue }) => deadLetterQueue));
    expect(used).toEqual(new Set(Object.keys(deadLetterQueues) as DeadLetterQueueName[]));
    for (const { description, retentionDays } of Object.values(deadLetterQueues)) {
      expect(description).toBeTruthy();
      expect(retentionDays).toBeLessThanOrEqual(14);
    }
  });

  it('hears the end of the appointment machine when it could not clean up', () => {
    expect(rules['execution-ended']?.execution).toEqual({
      machine: 'appointment',
      statuses: ['FAILED', 'TIMED_OUT', 'ABORTED'],
    });
  });

  it('works off a batch of the outbox within the time of its function', () => {
    for (const { batchSize, function: name, table } of Object.values(streams)) {
      if (table === 'outbox') expect(functions[name].timeoutSeconds / batchSize).toBeGreaterThanOrEqual(2);
    }
  });

  it('is a stream that Lambda takes: what it lets through, its batch and its window', () => {
    for (const { filter, batchSize, windowSeconds } of Object.values(streams)) {
      expect(filter.writes.length).toBeGreaterThan(0);
      for (const values of Object.values(filter.image ?? {})) expect(values.length).toBeGreaterThan(0);
      expect(batchSize).toBeLessThanOrEqual(10_000);
      expect(windowSeconds).toBeLessThanOrEqual(300);
      expect(windowSeconds).toBeGreaterThanOrEqual(0);
    }
  });

  it('does not wake the dispatcher for what the dispatcher writes: parked entries, minutes taken', () => {
    const images = Object.fromEntries(
      Object.values(streams).map(({ table, filter }) => [table, filter.image]),
    );
    expect(images.queue?.state).toEqual(['waiting']);
    expect(images.shifts?.change).toEqual(['planned', 'grown']);
  });

  it('dispatches by the streams and by the clock with the same rights', () => {
    expect(functions['dispatch-waiting'].tables).toEqual(functions.dispatcher.tables);
  });
});

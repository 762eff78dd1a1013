import { beforeEach, describe, expect, it } from 'vitest';
import { rules } from '#contract/index.ts';
import { EventBus } from '#local/events/bus.ts';
import type { Deliveries, Delivery } from '#local/events/deliveries.ts';
import { machineArn } from '#local/names.ts';

const added: Delivery[] = [];
const deliveries = { add: (more: Delivery[]) => added.push(...more) } as unknown as Deliveries;
const bus = new EventBus(rules, deliveries);

beforeEach(() => {
  added.length = 0;
});

describe('the end of an execution', () => {
  const ended = (machine: 'appointment' | 'verification', status: string) =>
    bus.publish({
      version: '0',
      id: '1',
      'detail-type': 'Step Functions Execution Status Change',
      source: 'aws.states',
      account: '000000000000',
      time: '2026-11-23T08:00:00Z',
      region: 'cn-northwest-1',
      resources: [],
      detail: { stateMachineArn: machineArn(machine), status },
    });

  it('is for the rule of its machine and status', () => {
    ended('appointment', 'FAILED');
    expect(added).toMatchObject([{ function: 'execution-ended', payload: { detail: { status: 'FAILED' } } }]);
  });

  it('is nobody’s of another machine or with another status', () => {
    ended('appointment', 'SUCCEEDED');
    ended('verification', 'FAILED');
    expect(added).toEqual([]);
  });
});

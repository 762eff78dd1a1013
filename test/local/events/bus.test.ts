import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rules } from '#contract/index.ts';
import { MovableClock } from '#local/clock.ts';
import { EventBus } from '#local/events/bus.ts';
import type { Deliveries, Delivery } from '#local/events/deliveries.ts';
import { type EventsEndpoint, serveEvents } from '#local/events/endpoint.ts';
import { machineArn } from '#local/names.ts';

const added: Delivery[] = [];
const deliveries = { add: (more: Delivery[]) => added.push(...more) } as unknown as Deliveries;
const clock = new MovableClock({ flowing: false, start: Date.parse('2026-11-23T08:00:00.500Z') });
const bus = new EventBus(rules, deliveries, clock);

beforeEach(() => {
  added.length = 0;
});

describe('PutEvents, as the AWS SDK calls it', () => {
  let endpoint: EventsEndpoint;
  let client: EventBridgeClient;
  const entry = {
    EventBusName: 'greenlane',
    Source: 'greenlane',
    DetailType: 'DispatchNeeded',
    Detail: '{"unit":"xianyang"}',
  };

  beforeAll(async () => {
    endpoint = await serveEvents(bus);
    client = new EventBridgeClient({
      endpoint: endpoint.url,
      region: 'cn-northwest-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
  });
  afterAll(async () => {
    client.destroy();
    await endpoint.close();
  });

  it('gives a matching event to the function of the rule, with its envelope', async () => {
    const answer = await client.send(new PutEventsCommand({ Entries: [entry] }));
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
    expect(added).toEqual([
      {
        function: 'dispatcher',
        maximumRetries: 2,
        deadLetterQueue: 'dispatcher-dead',
        payload: {
          version: '0',
          id: answer.Entries?.[0]?.EventId,
          'detail-type': 'DispatchNeeded',
          source: 'greenlane',
          account: '000000000000',
          time: '2026-11-23T08:00:00Z',
          region: 'cn-northwest-1',
          resources: [],
          detail: { unit: 'xianyang' },
        },
      },
    ]);
  });

  it('keeps to itself what no rule asks for', async () => {
    const Entries = [
      { ...entry, DetailType: 'SomethingElse' },
      { ...entry, Source: 'other' },
      { ...entry, EventBusName: 'default' },
    ];
    expect((await client.send(new PutEventsCommand({ Entries }))).FailedEntryCount).toBe(0);
    expect(added).toEqual([]);
  });

  it('refuses entries one by one', async () => {
    const Entries = [
      { ...entry, Detail: 'not JSON' },
      { ...entry, Detail: '[]' },
      { ...entry, Source: 'aws.states' },
      { ...entry, EventBusName: 'nobody' },
      { ...entry, DetailType: '' },
      entry,
    ];
    const answer = await client.send(new PutEventsCommand({ Entries }));
    expect(answer.FailedEntryCount).toBe(5);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'MalformedDetail',
      'MalformedDetail',
      'NotAuthorizedForSource',
      'InvalidArgument',
      'InvalidArgument',
      undefined,
    ]);
    expect(added).toHaveLength(1);
  });

  it('takes ten entries at the most', async () => {
    const Entries = Array.from({ length: 11 }, () => entry);
    await expect(client.send(new PutEventsCommand({ Entries }))).rejects.toThrow('1 to 10 entries');
  });
});

describe('the end of an execution', () => {
  const ended = (machine: 'appointment' | 'verification', status: string) =>
    bus.publish('default', {
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

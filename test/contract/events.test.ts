import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Delivery, type Publication } from '#contract/delivery.ts';
import { type EventName, eventSchema, events, OutboxRecords, type OwnEventName } from '#contract/events.ts';
import { rules } from '#contract/index.ts';

const root = join(import.meta.dirname, '../..');
const names = Object.keys(events) as EventName[];
const own = names.filter((name): name is OwnEventName => events[name].bus === 'greenlane');

describe('the events', () => {
  it.each(names)('%s is heard by a rule', (name) => {
    const { bus, source, detailType } = events[name];
    const hearing = Object.values(rules).filter((rule) => rule.detailTypes.includes(detailType));
    expect(hearing).toHaveLength(1);
    expect(hearing[0]).toMatchObject({ bus, source });
  });

  it('are all that a rule waits for', () => {
    const awaited = Object.values(rules).flatMap(({ detailTypes }) => detailTypes);
    expect(awaited.sort()).toEqual(names.map((name): string => events[name].detailType).sort());
  });

  it.each(own)('%s is published by the code under its own name', (name) => {
    expect(events[name].detailType).toBe(name);
    const sources = readdirSync(join(root, 'functions'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(root, 'functions', file), 'utf8'));
    expect(sources.some((text) => text.includes(`kind: 'publish', detailType: '${name}'`))).toBe(true);
  });

  it('cannot be published when they are not ours, or say something else', () => {
    const publications: unknown[] = [
      // @ts-expect-error: there is no such event
      { kind: 'publish', detailType: 'DispatchWanted', detail: { unit: 'xian' } } satisfies Publication,
      // @ts-expect-error: there is no such unit
      { kind: 'publish', detailType: 'DispatchNeeded', detail: { unit: 'tibet' } } satisfies Publication,
      // @ts-expect-error: it does not say where
      { kind: 'publish', detailType: 'DispatchNeeded', detail: {} } satisfies Publication,
      // @ts-expect-error: AWS says this, not we
      { kind: 'publish', detailType: 'ExecutionEnded', detail: {} } satisfies Publication,
    ];
    for (const publication of publications) expect(Delivery.safeParse(publication).success).toBe(false);
    for (const name of own) {
      const delivery = { kind: 'publish', detailType: name, detail: { unit: 'xian' } };
      expect(Delivery.parse(delivery)).toEqual(delivery);
    }
  });
});

describe('what a rule hands to a function', () => {
  it('is read down to its detail', () => {
    const event = { version: '0', 'detail-type': 'DispatchNeeded', detail: { unit: 'xian', more: 1 } };
    expect(eventSchema('DispatchNeeded').parse(event)).toEqual({ detail: { unit: 'xian' } });
    expect(eventSchema('DispatchNeeded').safeParse({ detail: { unit: 'tibet' } }).success).toBe(false);
  });

  it('of an execution names the appointment in its input', () => {
    const detail = { status: 'TIMED_OUT', input: '{"appointmentId":"a","revision":2}', error: null };
    expect(eventSchema('ExecutionEnded').parse({ detail }).detail).toEqual({
      ...detail,
      input: { appointmentId: 'a', revision: 2 },
    });
    for (const wrong of [{ status: 'SUCCEEDED' }, { input: '{"revision":2}' }, { input: null }]) {
      expect(eventSchema('ExecutionEnded').safeParse({ detail: { ...detail, ...wrong } }).success).toBe(
        false,
      );
    }
  });
});

describe('what the stream hands to the relay', () => {
  it('are rows with an id, in the order of the stream', () => {
    const record = (id: string) => ({
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: `n-${id}`, NewImage: { id: { S: id }, pending: { S: 'pending' } } },
    });
    const { Records } = OutboxRecords.parse({ Records: [record('a'), record('b')] });
    expect(Records.map(({ dynamodb }) => dynamodb.NewImage.id.S)).toEqual(['a', 'b']);
    const removed = { eventName: 'REMOVE', dynamodb: { SequenceNumber: 'n' } };
    expect(OutboxRecords.safeParse({ Records: [removed] }).success).toBe(false);
  });
});

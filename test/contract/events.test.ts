import { describe, expect, it } from 'vitest';
import { DispatchRecords, type EventName, eventSchema, events, OutboxRecords } from '#contract/events.ts';
import { rules } from '#contract/index.ts';

const names = Object.keys(events) as EventName[];

describe('the events', () => {
  it.each(names)('%s is heard by a rule', (name) => {
    const { source, detailType } = events[name];
    const hearing = Object.values(rules).filter((rule) => rule.detailTypes.includes(detailType));
    expect(hearing).toHaveLength(1);
    expect(hearing[0]).toMatchObject({ source });
  });

  it('are all that a rule waits for, and AWS says them', () => {
    const awaited = Object.values(rules).flatMap(({ detailTypes }) => detailTypes);
    expect(awaited.sort()).toEqual(names.map((name): string => events[name].detailType).sort());
    for (const name of names) expect(events[name].source).toMatch(/^aws\./);
  });
});

describe('what a rule hands to a function', () => {
  const detail = { status: 'TIMED_OUT', input: '{"appointmentId":"a","revision":2,"more":1}', error: null };
  const ended = (change: object = {}) =>
    eventSchema('ExecutionEnded').safeParse({
      version: '0',
      'detail-type': events.ExecutionEnded.detailType,
      detail: { ...detail, ...change },
    });

  it('is read down to its detail, and names the appointment of the input', () => {
    expect(ended().data).toEqual({ detail: { ...detail, input: { appointmentId: 'a', revision: 2 } } });
  });

  it.each([{ status: 'SUCCEEDED' }, { input: '{"revision":2}' }, { input: null }])('is not %j', (change) => {
    expect(ended(change).success).toBe(false);
  });
});

describe('what the stream hands to the relay', () => {
  const record = (id: string, image: object = { id: { S: id } }) => ({
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: `n-${id}`, Keys: { bucket: { S: '00' }, id: { S: id } }, NewImage: image },
  });

  it('are whole rows with their keys, in the order of the stream', () => {
    const { Records } = OutboxRecords.parse({ Records: [record('a', { more: { N: '1' } }), record('b')] });
    expect(Records.map(({ dynamodb }) => dynamodb.Keys.id.S)).toEqual(['a', 'b']);
    expect(Records[0]?.dynamodb.NewImage).toEqual({ more: { N: '1' } });
  });

  it('are a batch also where one of them can be read by nobody: that is found out one by one', () => {
    expect(OutboxRecords.safeParse({ Records: [record('a', { id: 'no JSON of DynamoDB' })] }).success).toBe(
      true,
    );
  });

  it('are no rows that were removed', () => {
    const { NewImage: _image, ...removed } = record('a').dynamodb;
    expect(OutboxRecords.safeParse({ Records: [{ dynamodb: removed }] }).success).toBe(false);
  });
});

describe('what the streams hand to the dispatcher', () => {
  const record = (Keys: object, change: object = {}) => ({
    eventName: 'INSERT',
    eventSourceARN: 'arn:aws-cn:dynamodb:…',
    dynamodb: { SequenceNumber: 'n', Keys, NewImage: { remaining: { N: '60' } } },
    ...change,
  });
  const text = (S: string) => ({ S });
  const institution = text('institution-xian');

  it.each<[string, object]>([
    ['an entry of the queue', { queue: institution, place: text('rank') }],
    ['a shift', { institution, item: text('2026-12-01#a') }],
    ['a team', { institution, id: text('a') }],
  ])('is %s, which the names of its keys tell, with its whole row', (_, keys) => {
    const { Records } = DispatchRecords.parse({ Records: [record(keys), record(keys)] });
    expect(Records).toHaveLength(2);
    expect(Records[0]?.dynamodb.Keys).toEqual(keys);
    expect(Records[0]?.dynamodb.NewImage).toEqual({ remaining: { N: '60' } });
  });

  it.each<[string, object]>([
    ['a row of another table', record({ bucket: text('00'), id: text('a') })],
    ['a key of another type', record({ institution, item: { N: '1' } })],
    ['a row that was removed', record({ institution, id: text('a') }, { eventName: 'REMOVE' })],
  ])('is not %s', (_, wrong) => {
    expect(DispatchRecords.safeParse({ Records: [wrong] }).success).toBe(false);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { StreamReader } from '#local/streams/reader.ts';
import { done, failed, failedFrom, StreamBed } from '#test/local/fixtures/stream.ts';

let the: StreamBed;

beforeEach(() => {
  the = new StreamBed();
});

/** Lets the reader look, as after a write, and waits until it has. */
async function look(reader: StreamReader): Promise<void> {
  reader.wake();
  await new Promise((resolve) => setImmediate(resolve));
}
/** Moves the clock, and lets the reader do what falls due. */
const pass = (reader: StreamReader, milliseconds: number) =>
  the.clock.advance(milliseconds, () => look(reader));

describe('a stream with a window', () => {
  it('gathers from the first record on, and delivers once', async () => {
    const reader = the.reader(() => done, { windowSeconds: 1 });
    the.write('a');
    await look(reader);
    await pass(reader, 600);
    the.write('b');
    await look(reader);
    await pass(reader, 399);
    expect(the.seen).toEqual([]);
    await pass(reader, 1);
    await look(reader);
    expect(the.seen).toEqual([['1', '2']]);
    await reader.stop();
  });

  it('opens another one for what comes after', async () => {
    const reader = the.reader(() => done, { windowSeconds: 1 });
    the.write('a');
    await look(reader);
    await pass(reader, 1000);
    await look(reader);
    the.write('b');
    await pass(reader, 999);
    expect(the.seen).toEqual([['1']]);
    await pass(reader, 1);
    await look(reader);
    expect(the.seen).toEqual([['1'], ['2']]);
    await reader.stop();
  });

  it('does not open for what the filter keeps back', async () => {
    const reader = the.reader(() => done, { windowSeconds: 1 });
    the.write('~a');
    await look(reader);
    await pass(reader, 900);
    the.write('b');
    await look(reader);
    await pass(reader, 900);
    expect(the.seen).toEqual([]);
    await pass(reader, 100);
    await look(reader);
    expect(the.seen).toEqual([['2']]);
    await reader.stop();
  });

  it('does not hold back a full batch, but what is left of the page', async () => {
    const reader = the.reader(() => done, { windowSeconds: 1 });
    the.write('a', 'b', 'c', 'd', 'e');
    await look(reader);
    expect(the.seen).toEqual([['1', '2', '3', '4']]);
    await pass(reader, 1000);
    await look(reader);
    expect(the.seen).toEqual([['1', '2', '3', '4'], ['5']]);
    await reader.stop();
  });

  it('ends at once for whoever waits until it is drained, and leaves no timer behind', async () => {
    const reader = the.reader(() => done, { windowSeconds: 1 });
    the.write('a');
    await look(reader);
    await reader.drained();
    expect(the.seen).toEqual([['1']]);
    the.write('b');
    await look(reader);
    await pass(reader, 999);
    expect(the.seen).toEqual([['1']]);
    await reader.drained();
    expect(the.seen).toEqual([['1'], ['2']]);
    await reader.stop();
  });

  it('is still there for the others when one waited until it is drained', async () => {
    const reader = the.reader(() => done, { windowSeconds: 1 });
    await Promise.all([reader.drained(), reader.drained()]);
    the.write('a');
    await look(reader);
    expect(the.seen).toEqual([]);
    await reader.stop();
  });

  it('delivers again after the pause of a retry, without a window before it', async () => {
    let times = 0;
    const reader = the.reader(() => (times++ === 0 ? failedFrom('1') : done), { windowSeconds: 300 });
    the.write('a');
    await reader.drained();
    await pass(reader, 1000);
    await look(reader);
    expect(the.seen).toEqual([['1'], ['1']]);
    await reader.stop();
  });

  it('delivers the first half of a batch that failed at once', async () => {
    const reader = the.reader((batch) => (batch.length > 1 ? failed : done), { windowSeconds: 1 });
    the.write('a', 'b');
    await look(reader);
    await pass(reader, 1000);
    await look(reader);
    expect(the.seen).toEqual([['1', '2'], ['1']]);
    await reader.drained();
    expect(the.seen).toEqual([['1', '2'], ['1'], ['2']]);
    await reader.stop();
  });

  it('that is stopped while it gathers delivers nothing more; the next reader does', async () => {
    const first = the.reader(() => done, { windowSeconds: 1 });
    the.write('a', 'b');
    await look(first);
    await first.stop();
    await the.clock.advance(5000);
    expect(the.seen).toEqual([]);
    const second = the.reader(() => done, { windowSeconds: 1 });
    await pass(second, 1000);
    await look(second);
    expect(the.seen).toEqual([['1', '2']]);
    await second.stop();
  });
});

import { SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '#contract/delivery.ts';
import { useClock } from '#functions/runtime/clock.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { ID, later, NOW } from '#test/factories/appointment.ts';
import { delivery, keptToken } from '#test/factories/delivery.ts';
import { emptyBed, SECRET_TOKEN } from '#test/factories/empty-bed.ts';
import { invoke } from '#test/factories/requests.ts';

const the = emptyBed();
const nowMs = Date.parse(NOW);

const announced = (...deliveries: Delivery[]) =>
  the.memory.given(...deliveries.map((one) => addToOutbox(one, nowMs)));
const pending = () => the.memory.all('outbox').length;
const started = () =>
  the.stepFunctions.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input.name);

const reconcileAt = (ms: number) => {
  useClock(() => ms);
  return invoke<{ delivered: number; failed: number }>(the.memory, 'reconciler', {});
};
const reconcile = () => reconcileAt(Date.parse(later(1)));

/** One of an appointment for each bucket, and more. */
const ofMany = Array.from({ length: 100 }, (_, number) =>
  delivery.start({ appointmentId: `appointment-${number}` }),
);

describe('the reconciler', () => {
  it('delivers what the relay left behind, in every bucket, and removes it', async () => {
    the.memory.given(keptToken(ID, 'w', SECRET_TOKEN));
    announced(delivery.start(), delivery.resume(), ...ofMany);
    expect(new Set(the.memory.all('outbox').map(({ bucket }) => bucket)).size).toBe(16);
    expect(await reconcile()).toEqual({ delivered: 102, failed: 0 });
    expect(the.stepFunctions.commandCalls(SendTaskSuccessCommand)).toHaveLength(1);
    expect(new Set(started()).size).toBe(101);
    expect(pending()).toBe(0);
    expect(await reconcile()).toEqual({ delivered: 0, failed: 0 });
  });

  it('takes the oldest of a bucket first', async () => {
    announced(...[1, 2, 3].map((revision) => delivery.start({ revision })));
    await reconcile();
    expect(started()).toEqual([`${ID}-r1`, `${ID}-r2`, `${ID}-r3`]);
  });

  it("leaves alone what is the relay's business still, to the millisecond", async () => {
    announced(delivery.start());
    expect(await reconcileAt(nowMs)).toEqual({ delivered: 0, failed: 0 });
    expect(await reconcileAt(nowMs + 59_999)).toEqual({ delivered: 0, failed: 0 });
    expect(pending()).toBe(1);
    expect(await reconcileAt(nowMs + 60_000)).toEqual({ delivered: 1, failed: 0 });
  });

  it('goes on after one row fails, and then fails so that it is noticed', async () => {
    the.stepFunctions.on(StartExecutionCommand, { name: `${ID}-r2` }).rejects(new Error('not now'));
    announced(delivery.start(), delivery.start({ revision: 3 }));
    await expect(reconcile()).rejects.toThrow('1 outbox rows stay undelivered');
    expect(started()).toEqual([`${ID}-r2`, `${ID}-r3`]);
    expect(pending()).toBe(1);
  });

  it('counts a row that nobody can read as undelivered, and goes on', async () => {
    announced(delivery.resume(), delivery.start());
    const [unreadable = {}] = the.memory.all('outbox');
    the.memory.put('outbox', { ...unreadable, v: 99 });
    await expect(reconcile()).rejects.toThrow('1 outbox rows stay undelivered');
    expect(started()).toEqual([`${ID}-r2`]);
    expect(the.lines.join()).toContain(`"outboxId":"${unreadable.id}"`);
  });

  it('reaches what lies behind rows that nobody can deliver, page by page', async () => {
    the.stepFunctions.on(SendTaskSuccessCommand).rejects(new Error('not now'));
    the.memory.given(keptToken(ID, 'w', SECRET_TOKEN));
    announced(...Array.from({ length: 150 }, () => delivery.resume()), delivery.start());
    await expect(reconcile()).rejects.toThrow('150 outbox rows stay undelivered');
    expect(started()).toHaveLength(1);
  });

  it('does not spend itself on one bucket: it looks at 200 rows of each at the most', async () => {
    the.stepFunctions.on(SendTaskSuccessCommand).rejects(new Error('not now'));
    the.memory.given(keptToken(ID, 'w', SECRET_TOKEN));
    announced(...Array.from({ length: 210 }, () => delivery.resume()), ...ofMany);
    await expect(reconcile()).rejects.toThrow('200 outbox rows stay undelivered');
    expect(started().length).toBeGreaterThan(80);
  });
});

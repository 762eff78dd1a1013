import '#test/factories/every-line.ts';

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineEvent, defineSchedule } from '#functions/define-event.ts';
import { NOW } from '#test/factories/appointment.ts';
import { emptyBed } from '#test/factories/empty-bed.ts';
import { context } from '#test/factories/requests.ts';

emptyBed();
const Input = z.object({ count: z.int().default(1) });

describe('a function of a rule or a schedule', () => {
  it('is given its event, or only the time', async () => {
    const heard = defineEvent(Input, async ({ count }) => count);
    const timed = defineSchedule(async ({ at }) => at);
    expect(await heard({ count: 2 }, context('dispatcher'))).toBe(2);
    expect(await timed({}, context('reconciler'))).toBe(NOW);
  });

  it('throws what it threw, so that it is tried again', async () => {
    const timed = defineSchedule(async () => {
      throw new RangeError('no');
    });
    await expect(timed({}, context('reconciler'))).rejects.toThrow(RangeError);
  });
});

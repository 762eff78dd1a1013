import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sizeOf, sizes, sizesFor } from '#domain/dispatch/room.ts';

const minutes = fc.integer({ min: 0, max: 2000 });

describe('the sizes of room', () => {
  it('rise, from the first minute on', () => {
    expect(sizes[0]).toBe(1);
    expect([...sizes].sort((a, b) => a - b)).toEqual([...sizes]);
  });

  it('none is of no minutes: a full shift stands nowhere', () => {
    expect(sizeOf(0)).toBeNull();
  });

  it.each(sizes.map((from, index) => [from, index]))('from %d minutes on it is size %d', (from, index) => {
    expect(sizeOf(from)).toBe(index);
    expect(sizeOf(from - 1)).toBe(index === 0 ? null : index - 1);
  });

  it('a job looks wherever there may be room for it, and only there', () => {
    fc.assert(
      fc.property(minutes, minutes, (job, room) => {
        const size = sizeOf(room);
        fc.pre(size !== null);
        // Any room that is large enough is among those looked at.
        if (room >= job) expect(sizesFor(job)).toContain(size);
        expect(sizesFor(job).length).toBeGreaterThan(0);
      }),
    );
  });
});

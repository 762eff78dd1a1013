import '#test/factories/every-line.ts';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Problem } from '#domain/problem.ts';
import { defineWorker } from '#functions/define-worker.ts';
import { context } from '#test/factories/requests.ts';
import { testBed } from '#test/factories/test-bed.ts';

const the = testBed({ empty: true });
const worker = (error: Error) =>
  defineWorker(z.unknown(), async () => {
    throw error;
  })({}, context('triage'));
const logged = () =>
  the.lines.map((line) => JSON.parse(line)).find(({ message }) => message === 'task failed');

describe('a worker that refuses', () => {
  it('throws the refusal under the one name that no machine tries again', async () => {
    await expect(worker(new Problem('Superseded'))).rejects.toMatchObject({
      name: 'Refused',
      message: expect.stringContaining('"code":"Superseded"'),
    });
  });

  it('logs which refusal it was', async () => {
    await expect(worker(new Problem('Superseded'))).rejects.toThrow();
    expect(logged()).toMatchObject({ level: 'WARN', error: { name: 'Superseded' } });
  });
});

describe('a worker that fails', () => {
  it.each([new RangeError('a fault'), new Problem('VersionConflict')])(
    'throws %s as it is',
    async (error) => {
      await expect(worker(error)).rejects.toBe(error);
      expect(logged()).toMatchObject({ error: { name: error.name } });
    },
  );
});

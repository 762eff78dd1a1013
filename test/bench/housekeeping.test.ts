import { expect, it } from 'vitest';
import { figuresOf } from '#bench/housekeeping/figures.ts';
import { onItsDay, renamed } from '#bench/housekeeping/grown-folder.ts';

const ID = '01KJP00000ABCDEFGHJKMNPQRS';
const row = {
  pk: `S:${ID}`,
  item_json: `{"appointmentId":{"S":"${ID}"},"expiresAt":{"N":"2000000000"}}`,
  size: 80,
};
const idOf = (text: unknown): string | undefined => /[0-9A-Z]{26}/.exec(String(text))?.[0];

it('a copy has its own id in all columns alike, and every second one is past its time to live', () => {
  const [one, other] = [renamed(row, 1), renamed(row, 2)];
  expect(idOf(one.pk)).toBe(idOf(one.item_json));
  expect(new Set([ID, idOf(one.pk), idOf(other.pk)]).size).toBe(3);
  expect(one.item_json).toContain(String(2_000_000_000 - 500 * 86_400));
  expect(other.item_json).toContain('2000000000');
  expect(one.size).toBe(80);
});

it('the jobs of a copy are on a day of their own', () => {
  const job = { sk: `S:2026-03-03#yulin-1#${ID}`, item_json: '{"date":{"S":"2026-03-03"}}' };
  expect(onItsDay(job, 3)).toEqual({
    sk: `S:2026-02-28#yulin-1#${ID}`,
    item_json: '{"date":{"S":"2026-02-28"}}',
  });
});

it('says what the cleaning left, and how much slower the grown folder is', () => {
  const before = {
    'stream records': 9000,
    executions: 200,
    'rows in idempotency': 40,
    'rows in waits': 50,
    'rows in appointments': 300,
  };
  const after = { ...before, 'stream records': 6, executions: 100, 'rows in idempotency': 20 };
  expect(figuresOf(before, after, { fresh: [1, 2, 30], grown: [2, 3, 4] })).toEqual({
    streamRecords: 6,
    shareOfExecutions: 0.5,
    shareOfIdempotencyRows: 0.5,
    shareOfWaits: 1,
    shareOfAppointmentRows: 1,
    lifecycleByNewFolder: 1.5,
  });
});

import { describe, expect, it } from 'vitest';
import { idempotencyKey } from '#functions/middleware/idempotency-key.ts';
import { through } from '#test/factories/middleware.ts';
import { person } from '#test/factories/people.ts';

const principal = person('clerk');
const keyed = async (call: object, who = principal) =>
  (
    await through(
      idempotencyKey(),
      'claimTask',
      { parameters: { id: 'T-1' }, key: 'key-1-of-mine', ...call },
      {
        principal: who,
      },
    )
  ).seen?.context.idempotency;

describe('the key of a call', () => {
  it('belongs to the caller: the same key of two people is two', async () => {
    const mine = await keyed({});
    const yours = await keyed({}, person('clerk', { subject: 'clerk-2' }));
    expect(mine?.key).toBe('clerk-1#key-1-of-mine');
    expect(yours?.key).not.toBe(mine?.key);
  });

  it('stands for one path and body: another is another request under it', async () => {
    const first = await keyed({ raw: '{"a":1}' });
    expect((await keyed({ raw: '{"a":1}' }))?.request).toBe(first?.request);
    expect((await keyed({ raw: '{"a":2}' }))?.request).not.toBe(first?.request);
    expect((await keyed({ raw: '{"a":1}', parameters: { id: 'T-2' } }))?.request).not.toBe(first?.request);
  });

  it.each([null, 'short', 'x'.repeat(129), 'with space', 'clé-clé-clé'])('is not %j', async (key) => {
    await expect(keyed({ key })).rejects.toMatchObject({
      code: 'MissingIdempotencyKey',
      errors: [{ field: 'header:Idempotency-Key' }],
    });
  });

  it('is not asked for where nothing changes', async () => {
    const { seen } = await through(idempotencyKey(), 'listTasks', {}, { principal });
    expect(seen?.context.idempotency).toBeUndefined();
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { authenticate } from '#functions/middleware/authenticate.ts';
import { through } from '#test/factories/middleware.ts';
import { person } from '#test/factories/people.ts';
import { serveKeys, strangersKeys, tokenOf } from '#test/factories/requests.ts';

beforeEach(serveKeys);
afterEach(() => vi.unstubAllGlobals());

describe('who calls', () => {
  it('is whom the bearer token speaks for', async () => {
    const clerk = person('clerk');
    const { seen } = await through(authenticate(), 'listTasks', { as: clerk });
    expect(seen?.context.principal).toEqual(clerk);
  });

  it('is nobody on a public route, whatever token comes along', async () => {
    const { seen } = await through(authenticate(), 'health', { as: person('clerk') });
    expect(seen?.context.principal).toBeUndefined();
  });

  it('is not believed without a token, or with one that somebody else signed', async () => {
    const forged = await tokenOf(person('clerk'), { key: strangersKeys.privateKey });
    for (const call of [{}, { token: 'a.b' }, { token: forged }]) {
      await expect(through(authenticate(), 'listTasks', call)).rejects.toMatchObject({
        code: 'Unauthenticated',
      });
    }
  });
});

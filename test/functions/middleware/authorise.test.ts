import { describe, expect, it } from 'vitest';
import { Role } from '#domain/people/principal.ts';
import { authorise } from '#functions/middleware/authorise.ts';
import { through } from '#test/factories/middleware.ts';
import { person } from '#test/factories/people.ts';

const call = { parameters: { id: 'T-1' } };

describe('a caller', () => {
  it.each(Role.options)(
    'with the role %s is let through where the route names it, and nowhere else',
    async (role) => {
      const let_in = through(authorise(), 'recordResults', call, { principal: person(role) });
      if (role === 'technician') await expect(let_in).resolves.toMatchObject({ answer: { statusCode: 200 } });
      else await expect(let_in).rejects.toMatchObject({ code: 'Forbidden' });
    },
  );

  it('of whom nobody knows is let through on a public route only', async () => {
    await expect(through(authorise(), 'health')).resolves.toMatchObject({ answer: { statusCode: 200 } });
    await expect(through(authorise(), 'listTasks')).rejects.toMatchObject({ code: 'Forbidden' });
  });
});

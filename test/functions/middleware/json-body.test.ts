import { describe, expect, it } from 'vitest';
import { jsonBody } from '#functions/middleware/json-body.ts';
import { through } from '#test/factories/middleware.ts';

const send = (raw: string, type = 'application/json') =>
  through(jsonBody(), 'quote', { raw, headers: { 'content-type': type } });

describe('a body', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json ;charset=utf-8',
    'application/merge-patch+json',
  ])('of the type %s is parsed', async (type) => {
    const { seen } = await send('{"lines":[]}', type);
    expect(seen?.event.body).toEqual({ lines: [] });
  });

  it.each(['', 'text/plain', 'application/xml', 'application/jsonp'])(
    'of the type %j is not taken',
    async (type) => {
      await expect(send('{}', type)).rejects.toMatchObject({ code: 'UnsupportedMediaType' });
    },
  );

  it.each(['', '{', 'yes', '{"a":1}}'])('%j is no JSON', async (raw) => {
    await expect(send(raw)).rejects.toMatchObject({ code: 'Validation', errors: [{ field: '/' }] });
  });

  it('cannot lead a program astray by its keys, and is not repeated in the refusal', async () => {
    const refused = await send('{"__proto__":{"secret":1}}').catch((error) => error);
    expect(refused).toMatchObject({ code: 'Validation' });
    expect(JSON.stringify([refused.errors, refused.message, refused.cause])).not.toContain('secret');
  });

  it('is not looked at where the route has none', async () => {
    const { seen } = await through(jsonBody(), 'listTasks', { raw: 'whatever' });
    expect(seen?.event.body).toBe('whatever');
  });
});

import { describe, expect, it } from 'vitest';
import { limitedBody } from '#functions/middleware/limited-body.ts';
import { through } from '#test/factories/middleware.ts';

const KILO = 1024;
const send = (raw: string, base64 = false) => through(limitedBody(), 'quote', { raw, base64 });

describe('a body', () => {
  it('is text, also where the gateway took it for binary', async () => {
    for (const base64 of [false, true]) {
      const { seen } = await send('{"名":1}', base64);
      expect(seen?.event).toMatchObject({ body: '{"名":1}', isBase64Encoded: false });
    }
  });

  it('that is missing is empty text', async () => {
    const { seen } = await through(limitedBody(), 'listTasks');
    expect(seen?.event.body).toBe('');
  });

  it('has at most 256 KB, counted in bytes as they were sent', async () => {
    await expect(send('x'.repeat(256 * KILO))).resolves.toBeDefined();
    await expect(send('x'.repeat(256 * KILO + 1))).rejects.toMatchObject({ code: 'PayloadTooLarge' });
    await expect(send('字'.repeat(100 * KILO))).rejects.toMatchObject({ code: 'PayloadTooLarge' });
    await expect(send('字'.repeat(100 * KILO), true)).rejects.toMatchObject({ code: 'PayloadTooLarge' });
  });
});

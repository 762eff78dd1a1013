import middy from '@middy/core';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parsedEvent } from '#functions/middleware/parsed-event.ts';
import { context } from '#test/factories/requests.ts';

describe('an event', () => {
  const Event = z.object({ unit: z.string(), days: z.int().default(10) });
  const handler = middy<z.infer<typeof Event>>()
    .use(parsedEvent(Event))
    .handler(async (event: z.infer<typeof Event>) => event);

  it('is what the schema makes of it, and nothing beside', async () => {
    const sent = { unit: 'shangluo', nobodyAsked: 1 } as never;
    expect(await handler(sent, context('dispatcher'))).toEqual({ unit: 'shangluo', days: 10 });
  });

  it('that the schema does not know stops before the handler', async () => {
    await expect(handler({ days: 1 } as never, context('dispatcher'))).rejects.toThrow(z.ZodError);
  });
});

import '#test/factories/every-line.ts';

import middy from '@middy/core';
import { describe, expect, it } from 'vitest';
import { logContext } from '#functions/middleware/log-context.ts';
import { log } from '#functions/runtime/log.ts';
import { emptyBed } from '#test/factories/empty-bed.ts';
import { context } from '#test/factories/requests.ts';

const the = emptyBed();
type Event = { route: string; secret: string };
const handler = middy<Event>()
  .use(logContext(({ route }: Event) => ({ route })))
  .handler(async () => {
    log.info('at work');
  });

describe('each line of the log', () => {
  it('names the function, the invocation and what is picked of the event; nothing else of it', async () => {
    await handler({ route: 'GET /health', secret: 'nobody may see' }, context('api-service'));
    expect(the.lines).toHaveLength(1);
    expect(JSON.parse(the.lines[0] ?? '')).toMatchObject({
      message: 'at work',
      function_name: 'api-service',
      function_request_id: 'invocation-1',
      route: 'GET /health',
    });
    expect(the.lines[0]).not.toContain('nobody may see');
  });

  it('forgets what the invocation before it said of itself', async () => {
    await handler({ route: 'GET /health', secret: '' }, context('api-service'));
    await middy()
      .use(logContext())
      .handler(async () => log.info('another'))({}, context('relay'));
    expect(the.lines.at(-1)).not.toContain('GET /health');
  });
});

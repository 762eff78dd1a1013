import { describe, expect, it } from 'vitest';
import { taskRoutes } from '#contract/api/tasks.ts';
import { matchRoute } from '#functions/middleware/match-route.ts';
import { through } from '#test/factories/middleware.ts';

describe('the route of a call', () => {
  it('is the one that the gateway found', async () => {
    const { seen } = await through(matchRoute(taskRoutes), 'decideTask', { parameters: { id: 'T-1' } });
    expect(seen?.context.route).toEqual({ name: 'decideTask', definition: taskRoutes.decideTask });
  });

  it('of another function is not found', async () => {
    await expect(through(matchRoute(taskRoutes), 'health')).rejects.toMatchObject({ code: 'NotFound' });
  });
});

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { RouteDefinition } from '#contract/index.ts';
import { contract } from '#local/contract.ts';
import { findRoute } from '#local/http/router.ts';

const route = (method: RouteDefinition['method'], path: string): RouteDefinition => ({
  method,
  path,
  function: 'api-tasks',
  roles: 'public',
  summary: '',
  status: 200,
  response: z.unknown(),
});
const routes = [
  route('GET', '/tasks/{id}'),
  route('POST', '/tasks/{id}'),
  route('GET', '/tasks/decisions'),
  route('GET', '/tasks/{id}/results'),
  route('GET', '/{kind}/decisions'),
];
const found = (method: string, path: string) => {
  const match = findRoute(routes, method, path);
  return match.kind === 'route' ? [match.route.path, match.parameters] : match;
};

describe('the route of a request', () => {
  it('prefers a static segment to a parameter, from the left', () => {
    expect(found('GET', '/tasks/decisions')).toEqual(['/tasks/decisions', {}]);
    expect(found('GET', '/tasks/other')).toEqual(['/tasks/{id}', { id: 'other' }]);
    expect(found('GET', '/notes/decisions')).toEqual(['/{kind}/decisions', { kind: 'notes' }]);
  });

  it('falls back to a parameter where the static route has another method', () => {
    expect(found('POST', '/tasks/decisions')).toEqual(['/tasks/{id}', { id: 'decisions' }]);
  });

  it('decodes parameters', () => {
    expect(found('GET', '/tasks/%E5%92%B8%E9%98%B3%2F1')).toEqual(['/tasks/{id}', { id: '咸阳/1' }]);
  });

  it.each(['/tasks', '/tasks/', '/tasks/1/', '/tasks/1/results/2', '/tasks/%E5%92', '//tasks/1', '/Tasks/1'])(
    'is none for %s',
    (path) => {
      expect(found('GET', path)).toEqual({ kind: 'none' });
    },
  );

  it('names the methods that there are for a path with another', () => {
    expect(found('DELETE', '/tasks/1')).toEqual({ kind: 'other-method', allowed: ['GET', 'POST'] });
  });

  it('is the one meant, for every route of the contract', () => {
    const all = Object.values(contract.routes);
    for (const wanted of all) {
      const path = wanted.path.replaceAll(/\{\w+\}/g, 'x-1');
      expect(findRoute(all, wanted.method, path)).toMatchObject({ kind: 'route', route: wanted });
    }
  });
});

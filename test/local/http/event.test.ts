import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type GatewayRequest, gatewayEvent } from '#local/http/event.ts';

const request = (headers: IncomingHttpHeaders) =>
  ({ headers, httpVersion: '1.1', socket: { remoteAddress: '127.0.0.1' } }) as IncomingMessage;

const given = (some: Partial<GatewayRequest> = {}): GatewayRequest => ({
  request: request({ host: 'localhost:3000', 'user-agent': 'test' }),
  url: new URL('http://localhost:3000/tasks/1'),
  route: {
    method: 'POST',
    path: '/tasks/{id}',
    function: 'api-tasks',
    roles: ['clerk'],
    summary: '',
    status: 200,
    response: z.unknown(),
  },
  parameters: { id: '1' },
  body: Buffer.alloc(0),
  requestId: 'request-1',
  now: Date.parse('2020-03-12T19:03:58.390Z'),
  claims: undefined,
  ...some,
});

describe('the event of an HTTP API, payload format 2.0', () => {
  it('names the route, the path and the moment', () => {
    expect(gatewayEvent(given())).toMatchObject({
      version: '2.0',
      routeKey: 'POST /tasks/{id}',
      rawPath: '/tasks/1',
      rawQueryString: '',
      pathParameters: { id: '1' },
      isBase64Encoded: false,
      requestContext: {
        routeKey: 'POST /tasks/{id}',
        stage: '$default',
        requestId: 'request-1',
        time: '12/Mar/2020:19:03:58 +0000',
        timeEpoch: 1584039838390,
        http: {
          method: 'POST',
          path: '/tasks/1',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test',
        },
      },
    });
  });

  it('leaves out what is not there', () => {
    const event = gatewayEvent(given({ parameters: {} }));
    for (const absent of ['body', 'cookies', 'queryStringParameters', 'pathParameters']) {
      expect(event).not.toHaveProperty(absent);
    }
    expect(event.requestContext).not.toHaveProperty('authorizer');
  });

  it('joins what comes several times, decoded in the parameters and raw beside them', () => {
    const event = gatewayEvent(
      given({
        url: new URL('http://localhost/tasks?unit=xian&unit=%E5%92%B8%E9%98%B3&limit=5'),
        request: request({ accept: 'a', 'set-cookie': ['x', 'y'] }),
      }),
    );
    expect(event.queryStringParameters).toEqual({ unit: 'xian,咸阳', limit: '5' });
    expect(event.rawQueryString).toBe('unit=xian&unit=%E5%92%B8%E9%98%B3&limit=5');
    expect(event.headers).toEqual({ accept: 'a', 'set-cookie': 'x,y' });
  });

  it('takes the cookies out of the headers', () => {
    const event = gatewayEvent(given({ request: request({ cookie: 'a=1; b=2' }) }));
    expect(event.cookies).toEqual(['a=1', 'b=2']);
    expect(event.headers).not.toHaveProperty('cookie');
  });

  it.each([
    ['application/json', false],
    ['application/problem+json; charset=utf-8', false],
    ['text/csv', false],
    ['application/octet-stream', true],
    ['image/png', true],
  ])('has a body of %s in base64: %s', (type, encoded) => {
    const body = Buffer.from('计量');
    const event = gatewayEvent(given({ body, request: request({ 'content-type': type }) }));
    expect(event.isBase64Encoded).toBe(encoded);
    expect(event.body).toBe(encoded ? body.toString('base64') : '计量');
  });

  it('has the claims of a verified token as texts, as the JWT authorizer hands them on', () => {
    const claims = { sub: 'a', 'cognito:groups': ['clerk', 'leader'], exp: 1584039838 };
    expect(gatewayEvent(given({ claims })).requestContext).toMatchObject({
      authorizer: {
        jwt: {
          claims: { sub: 'a', 'cognito:groups': '[clerk leader]', exp: '1584039838' },
          scopes: null,
        },
      },
    });
  });
});

import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from '../identity.ts';
import { ServiceError } from './errors.ts';

// An `import` of this module reads all its names, `WebSocket` too, and that loads a whole HTTP client: 40 ms of the start.
const { createServer } = process.getBuiltinModule('node:http');

const TARGET = 'AWSStepFunctions.';

/** The API's largest request is a definition of 1 MiB in JSON, and all that belongs to it. */
const LARGEST_BODY = 8 * 1024 * 1024;

/**
 * AWS JSON 1.0 over HTTP: `X-Amz-Target: AWSStepFunctions.<Operation>`, errors as `__type`. Signatures are not checked.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export function serve(handle: (operation: string, input: unknown) => Promise<unknown>): Server {
  return createServer((request, response) => {
    void (async () => {
      const [status, body] = await answer(request, handle);
      const text = JSON.stringify(body);
      response.writeHead(status, {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': Buffer.byteLength(text),
        'x-amzn-requestid': randomUUID(),
      });
      response.end(text);
    })();
  });
}

async function answer(
  request: IncomingMessage,
  handle: (operation: string, input: unknown) => Promise<unknown>,
): Promise<[number, unknown]> {
  try {
    const target = String(request.headers['x-amz-target'] ?? '');
    if (request.method !== 'POST' || !target.startsWith(TARGET))
      throw new ServiceError(
        'UnknownOperationException',
        'Send a POST with an X-Amz-Target of AWSStepFunctions.<Operation>.',
      );
    const text = await read(request);
    let input: unknown;
    try {
      input = text === '' ? {} : JSON.parse(text);
    } catch {
      throw new ServiceError('SerializationException', 'The request is not JSON.');
    }
    return [200, await handle(target.slice(TARGET.length), input)];
  } catch (error) {
    if (error instanceof ServiceError)
      return [400, { __type: error.name, message: error.message, ...error.extra }];
    return [
      500,
      { __type: 'InternalFailure', message: error instanceof Error ? error.message : String(error) },
    ];
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    size += part.length;
    if (size > LARGEST_BODY) throw new ServiceError('SerializationException', 'The request is too large.');
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Opens the port, and resolves once it can be called. */
export async function listen(
  server: Server,
  port: number,
  host: string,
): Promise<{ url: string; port: number }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo;
  return { url: `http://${host}:${bound.port}`, port: bound.port };
}

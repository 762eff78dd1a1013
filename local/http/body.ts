import type { IncomingMessage } from 'node:http';

/** The payload limit of an HTTP API. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAXIMUM_BYTES = 10 * 1024 * 1024;

/** Reads a body; undefined when it is larger than the limit, of which no more than the limit is ever kept. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAXIMUM_BYTES) chunks.push(chunk);
  }
  return length <= MAXIMUM_BYTES ? Buffer.concat(chunks) : undefined;
}

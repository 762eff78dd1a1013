import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { EventBus, EventEntry } from './bus.ts';

export type EventsEndpoint = { readonly url: string; close(): Promise<void> };

const MOST_ENTRIES = 10;

/** EventBridge on a free loopback port, as far as our functions use it: PutEvents over the AWS JSON 1.1 protocol. */
export async function serveEvents(bus: EventBus): Promise<EventsEndpoint> {
  const server = createServer((request, response) => {
    answer(bus, request).then(
      (body) => send(response, 200, body),
      (error: Error) => send(response, 400, { __type: error.name, message: error.message }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(bus: EventBus, request: IncomingMessage): Promise<object> {
  const target = request.headers['x-amz-target'];
  if (target !== 'AWSEvents.PutEvents')
    throw refusal('UnknownOperationException', `not served here: ${target}`);
  const { Entries: entries = [] } = JSON.parse(await text(request)) as { Entries?: EventEntry[] };
  if (entries.length < 1 || entries.length > MOST_ENTRIES) {
    throw refusal(
      'ValidationException',
      `PutEvents takes 1 to ${MOST_ENTRIES} entries, not ${entries.length}.`,
    );
  }
  const results = bus.putEvents(entries);
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
}

const refusal = (name: string, message: string): Error => Object.assign(new Error(message), { name });

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}

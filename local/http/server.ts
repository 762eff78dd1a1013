import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartFailure } from '#local/failure.ts';
import type { Log } from '#local/log.ts';
import { type Answer, refuse } from './answer.ts';

export type Handle = (request: IncomingMessage, url: URL) => Promise<Answer>;

/** Loopback only: the local endpoints give tokens to whoever asks. */
const HOST = '127.0.0.1';
const STOP_WITHIN_MS = 5_000;

/** The HTTP server. It listens from the beginning, so that its port is known, and answers 503 until it has a handler. */
export class HttpServer {
  readonly #server: Server;
  readonly #log: Log;
  #handle: Handle | undefined;

  constructor(log: Log) {
    this.#log = log;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** @returns the port. @throws StartFailure when it is taken */
  async listen(port: number): Promise<number> {
    this.#server.listen(port, HOST);
    try {
      await once(this.#server, 'listening');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
      throw new StartFailure(
        `端口 ${port} 已被占用。请停止占用它的程序，或换一个端口：PORT=${port + 1} npm start`,
        `Port ${port} is taken. Stop the program that has it, or choose another: PORT=${port + 1} npm start`,
        cause,
      );
    }
    return (this.#server.address() as AddressInfo).port;
  }

  serve(handle: Handle): void {
    this.#handle = handle;
  }

  /** Lets requests under way end, for a while. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeIdleConnections();
    const late = setTimeout(() => this.#server.closeAllConnections(), STOP_WITHIN_MS);
    await closed;
    clearTimeout(late);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = urlOf(request);
    try {
      const handle = this.#handle ?? (async () => refuse('Unavailable', url.pathname, 'starting'));
      send(request, response, await handle(request, url));
    } catch (error) {
      this.#log('error', 'a request failed', { path: url.pathname, error });
      if (!response.headersSent) send(request, response, refuse('Internal', url.pathname, 'local'));
    }
  }
}

/** A request may name anything, or a whole URL; what is no path at all is a path that nobody serves. */
function urlOf({ url = '/' }: IncomingMessage): URL {
  const base = `http://${HOST}`;
  return URL.canParse(`${base}${url}`) ? new URL(`${base}${url}`) : new URL(`${base}/-`);
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, where entries and definitions of the contract are found. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Where `npm start` keeps everything; `GREENLANE_DATA` names another folder. */
export const defaultDataFolder = (): string => process.env.GREENLANE_DATA ?? join(root, '.greenlane');

/** The files of the local run. Removing the folder removes all data and all accounts. */
export class DataFolder {
  readonly path: string;

  constructor(path: string) {
    // It holds the private key that signs tokens, and what enterprises say of themselves.
    mkdirSync(path, { recursive: true, mode: 0o700 });
    this.path = realpathSync(path);
  }

  get tables(): string {
    return join(this.path, 'dynamodb.db');
  }

  get executions(): string {
    return join(this.path, 'executions.sqlite');
  }

  get journal(): string {
    return join(this.path, 'local.sqlite');
  }

  get signingKey(): string {
    return join(this.path, 'signing-key.json');
  }

  /** The address of the last start, for commands that run beside the server. */
  get address(): string | undefined {
    return existsSync(this.#addressFile) ? readFileSync(this.#addressFile, 'utf8').trim() : undefined;
  }

  rememberAddress(url: string): void {
    writeFileSync(this.#addressFile, `${url}\n`);
  }

  get #addressFile(): string {
    return join(this.path, 'address');
  }
}

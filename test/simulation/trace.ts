import { createHash } from 'node:crypto';

const KEPT = 400;

/** What happened, a line each: the last ones to be read, and a digest of all to be compared. */
export class Trace {
  readonly #digest = createHash('sha256');
  readonly #lines: string[] = [];
  readonly #now: () => number;
  readonly #print: ((line: string) => void) | undefined;
  count = 0;

  constructor(now: () => number, print?: (line: string) => void) {
    this.#now = now;
    this.#print = print;
  }

  say(what: string): void {
    const line = `${new Date(this.#now()).toISOString()} ${what}`;
    this.count++;
    this.#digest.update(line);
    this.#lines.push(line);
    if (this.#lines.length > 2 * KEPT) this.#lines.splice(0, KEPT);
    this.#print?.(line);
  }

  /** The last lines, without a control character of anything that was said. */
  last(count: number): string[] {
    return this.#lines.slice(-count);
  }

  /** To be asked once. */
  digest(): string {
    return this.#digest.digest('hex');
  }
}

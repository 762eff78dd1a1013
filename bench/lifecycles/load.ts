import { setTimeout as pause } from 'node:timers/promises';
import { DemoClient } from '#local/demo/client.ts';
import { type Draft, evidenceOf, Scenario, verify } from '#local/demo/scenario.ts';

/** Who submits what: nobody has to look at it, and no person to decide about a fee. */
const submissions: readonly ((scenario: Scenario, number: number) => [code: string, request: Draft])[] = [
  (scenario, number) => [
    '91610402TT0000051N',
    {
      mode: 'send-in',
      lines: [scenario.line('digital-multimeter', number)],
      evidence: evidenceOf('91610402TT0000051N', 'size-declaration'),
    },
  ],
  (scenario, number) => [
    '91610802TT000004X1',
    {
      mode: 'send-in',
      lines: [scenario.line('infrared-forehead-thermometer', number)],
      evidence: evidenceOf('91610802TT000004X1', 'resumption-declaration'),
    },
  ],
  (scenario, number) => [
    '91610403TT00000238',
    {
      mode: 'send-in',
      lines: [scenario.line('caliper', number)],
      evidence: evidenceOf('91610403TT00000238', 'resumption-declaration'),
    },
  ],
  (scenario, number) => [
    '91610113TT0000095M',
    {
      mode: 'send-in',
      lines: [scenario.line('sphygmomanometer', number, { kind: 'verification', purpose: 'medical-health' })],
    },
  ],
];

/** Longer than a step takes on a machine that is busy with other things. */
const PATIENCE_MS = 120_000;

/** Clients that each lead one appointment after the other from its submission to its certificate, as the demonstration does. */
export class Load {
  #completed = 0;
  #waiting: { count: number; resolve: () => void }[] = [];
  #begun = 0;
  #stopping = false;
  readonly #clients: Promise<void>[];

  /** @param lookEvery milliseconds after which a client that waits for something looks again */
  constructor(url: string, clients: number, lookEvery: number) {
    const pace = { looks: PATIENCE_MS / lookEvery, moment: () => pause(lookEvery) };
    const client = new DemoClient(url, () => {}, pace);
    this.#clients = Array.from({ length: clients }, () => this.#work(client));
  }

  get completed(): number {
    return this.#completed;
  }

  /** Resolves when so many are completed. @throws Error when a lifecycle did not come to its end. */
  async until(count: number): Promise<void> {
    const reached = new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
    await Promise.race([reached, Promise.all(this.#clients)]);
  }

  /** Lets what was begun come to its end. @throws Error when a lifecycle did not. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#clients);
  }

  async #work(client: DemoClient): Promise<void> {
    while (!this.#stopping) {
      const number = this.#begun++;
      const scenario = new Scenario(client);
      const [code, request] = submissions[number % submissions.length]?.(scenario, number) ?? fail();
      const followed = await scenario.submit(code, request);
      await verify(followed);
      await followed.status('COMPLETED');
      this.#completed += 1;
      for (const { count, resolve } of this.#waiting) if (this.#completed >= count) resolve();
    }
  }
}

const fail = (): never => {
  throw new RangeError('There is nothing to submit.');
};

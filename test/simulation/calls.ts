import { stepFunctions } from '#functions/runtime/clients.ts';
import { documents } from '#store/dynamodb/client.ts';
import { cancelled, inProgress, throttled } from '#test/memory-dynamodb/errors.ts';
import type { Agenda } from './agenda.ts';
import { COMMIT_MS } from './database.ts';
import type { Faults } from './faults.ts';
import { type Call, isRead, missingGrant, touched } from './grants.ts';
import { type Invocation, running } from './invocations.ts';
import type { Random } from './random.ts';
import type { Trace } from './trace.ts';

type Services = Record<Call['service'], (call: Call) => unknown>;
type Parts = { agenda: Agenda; faults: Faults; random: Random; trace: Trace; services: Services };
type Answer = { value: unknown } | { error: unknown };

/**
 * Takes every call of the three clients out of the hands of the SDK: it is under way for a while, has its effect at one
 * moment and its answer at a later one, and all may go wrong in between. A call of nobody (the world being set up) has
 * its effect at once.
 * @returns gives the clients back
 */
export function interceptCalls(parts: Parts): () => void {
  const clients = { dynamodb: documents, states: stepFunctions } as const;
  const before = Object.entries(clients).map(([service, client]) => {
    const own = client as unknown as { send: unknown };
    const { send } = own;
    own.send = (command: { input: Record<string, unknown> }) =>
      new Calls(parts).send({
        service: service as Call['service'],
        operation: command.constructor.name.replace(/Command$/, ''),
        input: command.input,
      });
    return () => {
      own.send = send;
    };
  });
  return () => {
    for (const restore of before) restore();
  };
}

class Calls {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  send(call: Call): Promise<unknown> {
    const invocation = running();
    if (!invocation) return Promise.resolve(this.#parts.services[call.service](call));
    if (invocation.over) return new Promise(() => {});
    invocation.begun = true;
    const missing = missingGrant(invocation.name, call);
    if (missing) return Promise.reject(new Error(`AccessDenied: ${invocation.name} may not ${missing}`));
    return new Promise((resolve, reject) => {
      const settle = (answer: Answer) => ('error' in answer ? reject(answer.error) : resolve(answer.value));
      const { agenda, faults, random } = this.#parts;
      const arrive = () => void this.#arrive(call, invocation, settle);
      // What is only read is often read at once, which is an event less.
      if (isRead(call) && random.chance(0.6)) arrive();
      else agenda.in(faults.latency(), arrive);
    });
  }

  /** The call has come to its service. */
  async #arrive(call: Call, invocation: Invocation, settle: (answer: Answer) => void): Promise<void> {
    const { faults, random, agenda } = this.#parts;
    if (invocation.over) {
      // It was sent before its caller ended: the service may have it all the same.
      if (random.chance(0.5)) await this.#effect(call, invocation);
      return;
    }
    if (faults.strikes('crash before a call')) return this.#crash(invocation, `before ${nameOf(call)}`);
    const refusal = this.#refusal(call);
    if (refusal) return this.#answer(call, invocation, settle, { error: refusal });
    if (faults.strikes('late effect', call.operation === 'TransactWrite' ? 1 : 0.5)) {
      agenda.in(random.between(1, 20_000), () => void this.#effect(call, invocation));
      return this.#answer(call, invocation, settle, { error: lost() });
    }
    const answer = await this.#effect(call, invocation);
    if (faults.strikes('crash after a call')) return this.#crash(invocation, `after ${nameOf(call)}`);
    if (faults.strikes('abandoned but alive')) invocation.abandon();
    if (call.operation === 'TransactWrite' && faults.strikes('transaction in progress'))
      return this.#answer(call, invocation, settle, { error: inProgress() });
    if (faults.strikes('answer lost')) return this.#answer(call, invocation, settle, { error: lost() });
    this.#answer(call, invocation, settle, answer);
  }

  /** Why the service does nothing, if it does not. */
  #refusal(call: Call): Error | undefined {
    const { faults, agenda } = this.#parts;
    if (touched(call).some((service) => faults.isDown(service, agenda.now()))) return throttled();
    if (faults.strikes('error before the effect')) return named('InternalServerError', 'something is wrong');
    const isTransaction = call.operation === 'TransactWrite';
    if (isTransaction && faults.strikes('transaction conflict', 2))
      return cancelled(codes(call, 'TransactionConflict'));
    if (faults.strikes('throttled'))
      return isTransaction ? cancelled(codes(call, 'ThrottlingError')) : throttled();
    return undefined;
  }

  async #effect(call: Call, invocation: Invocation): Promise<Answer> {
    const { services, trace } = this.#parts;
    try {
      const value = await services[call.service](call);
      trace.say(`${invocation.name}#${invocation.number} ${nameOf(call)}`);
      return { value };
    } catch (error) {
      trace.say(`${invocation.name}#${invocation.number} ${nameOf(call)}: ${reasonOf(error)}`);
      return { error };
    }
  }

  #answer(call: Call, invocation: Invocation, settle: (answer: Answer) => void, answer: Answer): void {
    const { agenda, faults, random, trace } = this.#parts;
    // What was read may be old when it is known; more often it is known at once.
    if (isRead(call) && !('error' in answer) && random.chance(0.7)) {
      settle(answer);
      return;
    }
    const commit = call.operation === 'TransactWrite' ? COMMIT_MS : 0;
    agenda.in(commit + faults.latency(), () => {
      if (invocation.over) return;
      if ('error' in answer)
        trace.say(
          `${invocation.name}#${invocation.number} hears of ${nameOf(call)}: ${reasonOf(answer.error)}`,
        );
      settle(answer);
    });
  }

  #crash(invocation: Invocation, when: string): void {
    this.#parts.trace.say(`${invocation.name}#${invocation.number} crashes ${when}`);
    invocation.crash();
  }
}

const nameOf = (call: Call): string => `${call.operation} ${touched(call).join(' ')}`;

const codes = ({ input }: Call, code: string): string[] =>
  ((input.TransactItems ?? []) as unknown[]).map((_, index) => (index === 0 ? code : 'None'));

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** What the SDK says when no answer came, also after it has tried again. */
const lost = (): Error => named('TimeoutError', 'the connection was lost');

const reasonOf = (error: unknown): string => {
  const { name, CancellationReasons = [] } = error as Error & { CancellationReasons?: { Code?: string }[] };
  const codesOf = CancellationReasons.map(({ Code = '' }) => Code).join(' ');
  return codesOf ? `${name} (${codesOf})` : name;
};

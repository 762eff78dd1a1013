import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { routes } from '#contract/index.ts';
import type { RouteName } from '#contract/routes.ts';
import type { Principal } from '#domain/people/principal.ts';
import { eventOf, tokenOf } from '#test/factories/api-gateway.ts';
import type { Agenda } from '../agenda.ts';
import type { Invocations, Result } from '../invocations.ts';
import type { Random } from '../random.ts';
import type { Trace } from '../trace.ts';

export type Asked = { parameters?: Record<string, string>; query?: Record<string, string>; body?: unknown };
/** What somebody was told. */
// biome-ignore lint/suspicious/noExplicitAny: what came over the wire, looked into by whoever asked
export type Reply = { status: number; body: any };
/** What was promised to somebody, to be compared with what stands in the end. */
export type Accepted = { route: RouteName; by: Principal; asked: Asked; reply: Reply };

type Parts = { agenda: Agenda; random: Random; trace: Trace; invocations: Invocations };

const tokens = new Map<string, Promise<string>>();

/** A day ahead of the machine's own time: the check of a token is the one thing that goes by it. */
function tokenFor(principal: Principal): Promise<string> {
  const name = JSON.stringify(principal);
  const known = tokens.get(name) ?? tokenOf(principal, { expiresIn: '24h' });
  tokens.set(name, known);
  return known;
}

/** Signs everybody in beforehand: making a token is about something that is no event of a seed. */
export const signIn = async (people: readonly Principal[]): Promise<void> => {
  await Promise.all(people.map(tokenFor));
};

/** The gateway as people use it: they come again with the same key when they hear nothing, and give up at some point. */
export class Api {
  readonly accepted: Accepted[] = [];
  /** Answers that nobody should ever get, and such as contradict an earlier one. */
  readonly contradictions: string[] = [];
  readonly statuses = new Map<string, number>();
  readonly #parts: Parts;
  #keys = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @returns what they were told in the end; undefined when they gave up */
  async ask(by: Principal, route: RouteName, asked: Asked): Promise<Reply | undefined> {
    const { random } = this.#parts;
    const key = `key-${++this.#keys}-of-a-person`;
    const patience = random.between(1, 6);
    const [first] = await Promise.all([
      this.#patiently(by, route, asked, key, patience),
      // A second click while the first is under way.
      random.chance(0.12) && routes[route].method !== 'GET'
        ? this.#clickAgain(by, route, asked, key)
        : undefined,
    ]);
    if (first && first.status < 300 && routes[route].method !== 'GET' && !mayDoBetter(first)) {
      this.accepted.push({ route, by, asked, reply: first });
      if (random.chance(0.1)) await this.#repeat(by, route, asked, key, first);
    }
    return first;
  }

  async #patiently(
    by: Principal,
    route: RouteName,
    asked: Asked,
    key: string,
    patience: number,
  ): Promise<Reply | undefined> {
    for (let turn = 0; turn < patience; turn++) {
      const reply = await this.#once(by, route, asked, key);
      if (reply.status < 500) return reply;
      await this.#wait(this.#parts.random.between(500, 60_000));
    }
    return undefined;
  }

  async #clickAgain(by: Principal, route: RouteName, asked: Asked, key: string): Promise<void> {
    await this.#wait(this.#parts.random.between(0, 400));
    await this.#once(by, route, asked, key);
  }

  /** Once more, much later, with the same key: nothing happens, and the answer is of the same record as it now stands. */
  async #repeat(by: Principal, route: RouteName, asked: Asked, key: string, first: Reply): Promise<void> {
    await this.#wait(this.#parts.random.between(1_000, 3_600_000));
    const again = await this.#once(by, route, asked, key);
    const same = again.status === first.status && isOfTheSame(first.body, again.body);
    if (again.status < 500 && !same)
      this.contradictions.push(
        `${route} under ${key} was answered ${first.status}, and ${again.status} the next time`,
      );
  }

  async #once(by: Principal, route: RouteName, asked: Asked, key: string): Promise<Reply> {
    const { invocations, trace } = this.#parts;
    const event = await eventOf(route, {
      token: await tokenFor(by),
      ...asked,
      key: routes[route].method === 'GET' ? null : key,
    });
    trace.say(`${by.subject} asks ${route} ${Object.values(asked.parameters ?? {}).join(' ')} (${key})`);
    const reply = replyOf(await invocations.invoke(routes[route].function, event));
    trace.say(`${by.subject} hears ${reply.status} ${reply.body?.code ?? ''} to ${route} (${key})`);
    const told = `${route} ${reply.status}`;
    // What is only busy says so; this is a fault of ours.
    if (reply.status === 500) this.contradictions.push(`${route} was answered 500`);
    this.statuses.set(told, (this.statuses.get(told) ?? 0) + 1);
    return reply;
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.#parts.agenda.in(milliseconds, resolve));
  }
}

/** Of many decisions some were not made, as a service was busy: whoever asks again, gets another answer. */
const mayDoBetter = ({ body }: Reply): boolean =>
  Array.isArray(body?.items) &&
  body.items.some((item: { problem?: { status: number } }) => Number(item.problem?.status) >= 500);

/** What API Gateway makes of an answer; of a function that failed it says nothing but that. */
function replyOf(result: Result): Reply {
  if ('error' in result) return { status: 503, body: { code: result.error.errorType } };
  const { statusCode = 500, body } = result.payload as APIGatewayProxyStructuredResultV2;
  return { status: statusCode, body: JSON.parse(body ?? 'null') };
}

type Item = { ok: boolean; problem?: { status: number } };
type Body = { items?: Item[] } & Record<string, unknown>;

/** A decision that stands, or one of which a service that is busy cannot tell. */
const stands = (item: Item | undefined): boolean =>
  item !== undefined && (item.ok || Number(item.problem?.status) >= 500);

/** Whether both answers are of one record; of many decisions, those that were made stay made. */
function isOfTheSame(first: Body, again: Body): boolean {
  if (first?.items) return first.items.every(({ ok }, index) => !ok || stands(again.items?.[index]));
  return subjectOf(first) === subjectOf(again);
}

function subjectOf(body: Body): string {
  const { appointment, task, shift, team, ...rest } = body ?? {};
  const one = (appointment ?? task ?? shift ?? team) as { id: string } | undefined;
  return one?.id ?? JSON.stringify(rest);
}

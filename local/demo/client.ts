import { setTimeout as pause } from 'node:timers/promises';
import type * as z from 'zod';
import { AppointmentDetail } from '#contract/api/appointments.ts';
import type { DispatchBoard } from '#contract/api/dispatch.ts';
import type { ProblemDetail } from '#contract/problems.ts';
import type { Role } from '#domain/people/principal.ts';
import { type LocalDate, localDate } from '#domain/time/calendar.ts';
import { unitOfInstitution } from '#domain/units/institution.ts';
import type { UnitId } from '#domain/units/unit.ts';

type Detail = z.infer<typeof AppointmentDetail>;
export type Board = z.infer<typeof DispatchBoard>;
export type Answer = { status: number; body: unknown };

/** How often one looks for something to happen, or asks a server that does not answer, and what passes in between. */
export type Pace = { looks: number; moment: () => Promise<void> };

/** About a minute. */
const patient: Pace = { looks: 1200, moment: () => pause(50) };

/** A request that hangs for so long is given up. */
const ANSWER_MS = 60_000;

/**
 * The demonstration's way to the server: HTTP and nothing else. A server that is killed and started again in the middle
 * is waited for, and what was asked is asked again under the same Idempotency-Key.
 */
export class DemoClient {
  readonly url: string;
  readonly say: (zh: string, en: string) => void;
  readonly pace: Pace;
  /** Tells the instruments of this run from those of another. */
  readonly run = Date.now().toString(36).toUpperCase();
  #tokens = new Map<string, Promise<string>>();

  constructor(url: string, say: (zh: string, en: string) => void, pace: Pace = patient) {
    this.url = url;
    this.say = say;
    this.pace = pace;
  }

  enterprise = (organisation: string): Session => this.#session({ role: 'enterprise', organisation });

  /** The nth person of a role in a unit. */
  staff = (role: Role, unit: UnitId, number = 1): Session =>
    this.#session({ role, unit, subject: `${role}-${number}@${unit}` });

  async today(): Promise<LocalDate> {
    const { now } = (await this.request('GET', '/local/clock')).body as { now: string };
    return localDate(Date.parse(now));
  }

  async moveClock(hours: number): Promise<void> {
    await this.request('POST', '/local/clock', { hours });
  }

  /** The states that the executions of an appointment have entered. */
  async transitions(id: string): Promise<number> {
    return ((await this.request('GET', `/local/executions/${id}`)).body as { transitions: number })
      .transitions;
  }

  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    for (let looks = 1; ; looks++) {
      try {
        const response = await fetch(this.url + path, {
          method,
          headers: { 'content-type': 'application/json', ...headers },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(ANSWER_MS),
        });
        const answer = { status: response.status, body: await response.json() };
        // What failed on the server's side is asked again: the key makes it the same request.
        if (response.status < 500 || looks >= this.pace.looks) return answer;
      } catch (error) {
        if (looks >= this.pace.looks) throw error;
        if (looks === 1)
          this.say(
            '服务器没有应答，稍后以同一编号重试…',
            'The server does not answer; trying again under the same key…',
          );
      }
      await this.pace.moment();
    }
  }

  #session(account: Record<string, string>): Session {
    const key = JSON.stringify(account);
    const token =
      this.#tokens.get(key) ??
      this.request('POST', '/local/token', account).then(({ body }) => (body as { token: string }).token);
    this.#tokens.set(key, token);
    return new Session(this, token);
  }
}

/** A session: somebody who is signed in. */
export class Session {
  readonly #client: DemoClient;
  readonly #token: Promise<string>;

  constructor(client: DemoClient, token: Promise<string>) {
    this.#client = client;
    this.#token = token;
  }

  async get<T>(path: string): Promise<T> {
    return this.#expect(await this.#send('GET', path), path) as T;
  }

  async post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.#expect(await this.try(path, body), path) as T;
  }

  /** Posts, and hands back whatever the answer is. */
  try = (path: string, body: unknown = {}): Promise<Answer> => this.#send('POST', path, body);

  async #send(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.#client.request(method, path, body, {
      authorization: `Bearer ${await this.#token}`,
      'idempotency-key': crypto.randomUUID(),
    });
  }

  #expect({ status, body }: Answer, path: string): unknown {
    if (status < 300) return body;
    const { detail, errors } = body as ProblemDetail;
    throw new Error(`${path}: ${status} ${detail?.en ?? ''} ${errors ? JSON.stringify(errors) : ''}`);
  }
}

/** An appointment as its enterprise follows it. */
export class Followed {
  readonly id: string;
  readonly client: DemoClient;
  readonly #owner: Session;

  constructor(client: DemoClient, owner: Session, id: string) {
    this.client = client;
    this.#owner = owner;
    this.id = id;
  }

  detail = async (): Promise<Detail> =>
    AppointmentDetail.parse(await this.#owner.get(`/appointments/${this.id}`));

  /** Looks again and again until something has come about. @throws Error with what stands instead. */
  async until(what: string, holds: (detail: Detail) => boolean): Promise<Detail> {
    for (let looks = 1; ; looks++) {
      const detail = await this.detail();
      if (holds(detail)) return detail;
      if (looks >= this.client.pace.looks) {
        throw new Error(`${this.id}: waited for "${what}", it is ${detail.appointment.status}`);
      }
      await this.client.pace.moment();
    }
  }

  status = (...wanted: Detail['appointment']['status'][]): Promise<Detail> =>
    this.until(wanted.join(' or '), ({ appointment }) => wanted.includes(appointment.status));

  /** Waits until a step is somebody's to decide, and says whose. */
  async task(step: string): Promise<{ task: string; unit: UnitId; role: Role }> {
    const { waitingFor } = await this.until(`task ${step}`, (detail) =>
      detail.waitingFor.some((waiting) => waiting.step === step),
    );
    const found = waitingFor.find((waiting) => waiting.step === step);
    if (!found) throw new RangeError(`no task ${step}`);
    const [group] = found.candidates;
    if (!group) throw new RangeError(`nobody can do ${step}`);
    return { task: found.task, unit: unitOfInstitution(group.institution), role: group.role };
  }

  /** The nth person of the group that may decide a step decides it; what they are told. */
  async decide(step: string, decision: unknown, number = 1): Promise<Answer> {
    const { task, unit, role } = await this.task(step);
    return this.client.staff(role, unit, number).try(`/tasks/${task}/decision`, { decision });
  }
}

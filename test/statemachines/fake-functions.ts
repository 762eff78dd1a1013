import type { StartInput } from '#contract/delivery.ts';
import type { FunctionName } from '#contract/index.ts';
import { failureOf, type ReportedError } from '#domain/appointments/failure.ts';
import type { Limits } from '#domain/appointments/limits.ts';
import type { ServiceMode } from '#domain/appointments/parts.ts';
import { type RefusalCode, refusals } from '#domain/problem.ts';
import { Refused } from '#domain/refused.ts';
import type { TaskStep } from '#domain/tasks/steps.ts';
import type { FunctionOutcome } from '#stepfunctions';
import { decides, dispatches, type Reply } from './replies.ts';

/** What a machine hands to a function. */
export type Payload = {
  appointmentId: string;
  revision: number;
  step?: string;
  round?: number;
  overdue?: boolean;
  escalate?: boolean;
  taskToken?: string;
  failure?: ReportedError;
};

/** How one call of a function goes: it answers, or throws an error of a name, or something happens meanwhile. */
export type Turn =
  | { answer: unknown }
  | { error: string; message?: string }
  | { meanwhile: (payload: Payload) => unknown; afterwards?: Turn };

export const throws = (error: string, message = 'as the test wants it'): Turn => ({ error, message });
/** What a worker throws when it refuses, as `defineWorker` makes it of a Problem. */
export const refuses = (code: RefusalCode): Turn => {
  const { name, message } = new Refused(code, refusals[code].en);
  return throws(name, message);
};
export const times = (count: number, turn: Turn): Turn[] => Array.from({ length: count }, () => turn);

/** Seconds, all different, so that a test sees which one ran. The real ones are days. */
export const limits: Limits = {
  intakeSeconds: 1_000,
  dispatchSeconds: 20_000,
  overdueSeconds: 3_000,
  stepSeconds: 4_000,
  reviewSeconds: 500,
  escalatedReviewSeconds: 600,
  countersignSeconds: 700,
};

export type Circumstances = {
  route?: StartInput['route'];
  waiver?: StartInput['waiver'];
  mode?: ServiceMode;
  limits?: Partial<Limits>;
  /** Seconds between the submission, which is triaged at once, and the start of the execution. */
  late?: number;
  /** How the first calls of a function go, by its key; afterwards it works. */
  turns?: Record<string, Turn[]>;
  /** What is replied to the first waits of a kind; afterwards everybody agrees. */
  replies?: Record<string, Reply[]>;
  /** Waits that nobody replies to. */
  silent?: string[];
};

/** What the outbox says that the execution is started with, triaged at a moment in milliseconds. */
export const startInput = (
  { route = 'accepted', waiver = 'none', limits: other }: Circumstances,
  triagedAt: number,
): StartInput => ({
  appointmentId: 'A-1',
  revision: 1,
  route,
  waiver,
  limits: { ...limits, ...other },
  triagedAt,
});

export type Call = { key: string; name: FunctionName; payload: Payload };

/** A call by what it is about: `close`, `await-dispatch overdue`, `open-task check`. */
export function keyOf(name: FunctionName, { step, overdue, escalate }: Partial<Payload>): string {
  return [name, step, overdue && 'overdue', escalate && 'escalated'].filter(Boolean).join(' ');
}

/** What is replied to each wait when everybody agrees. */
const AGREEMENT: Record<string, (circumstances: Circumstances) => Reply> &
  Record<`open-task ${TaskStep}`, unknown> = {
  'await-dispatch': ({ mode = 'send-in' }) => dispatches(mode),
  'await-dispatch overdue': ({ mode = 'send-in' }) => dispatches(mode),
  'open-task intake-review': () => decides('intake-review', 'accept'),
  'open-task receive': () => decides('receive', 'receive'),
  'open-task test': () => decides('test', 'record'),
  'open-task check': () => decides('check', 'approve'),
  'open-task authorise': () => decides('authorise', 'approve'),
  'open-task waiver-review': () => decides('waiver-review', 'approve'),
  'open-task waiver-review escalated': () => decides('waiver-review', 'approve'),
  'open-task waiver-countersign': () => decides('waiver-countersign', 'approve', { ratePercent: 40 }),
};

/** The functions as the machines see them, and the people behind them. */
export class FakeFunctions {
  readonly calls: Call[] = [];
  /** The newest token of each wait that is open. */
  readonly waits = new Map<string, string>();
  /** Set when the enterprise cancels: from then on every function but Release refuses, as `currentRevision` does. */
  cancelled = false;
  readonly circumstances: Circumstances;

  constructor(circumstances: Circumstances) {
    this.circumstances = circumstances;
  }

  async invoke(name: FunctionName, payload: Payload): Promise<FunctionOutcome> {
    const key = keyOf(name, payload);
    this.calls.push({ key, name, payload });
    let turn = this.circumstances.turns?.[key]?.shift();
    if (turn && 'meanwhile' in turn) {
      await turn.meanwhile(payload);
      turn = turn.afterwards;
    }
    if (this.cancelled && name !== 'release' && !(turn && 'error' in turn)) turn = refuses('Cancelled');
    if (turn && 'error' in turn)
      return { error: { errorType: turn.error, errorMessage: turn.message ?? '', trace: [] } };
    if (payload.taskToken) this.waits.set(key, payload.taskToken);
    return { payload: turn && 'answer' in turn ? turn.answer : this.#answer(key, payload) };
  }

  replyTo(wait: string): Reply {
    const reply = this.circumstances.replies?.[wait]?.shift() ?? AGREEMENT[wait]?.(this.circumstances);
    if (!reply) throw new Error(`what would one reply to ${wait}?`);
    return reply;
  }

  callsOf(key: string): Call[] {
    return this.calls.filter((call) => call.key === key);
  }

  #answer(key: string, { failure = {} }: Payload): unknown {
    switch (key) {
      case 'apply-default intake-review':
        return { route: 'accepted' };
      case 'apply-default waiver':
        return { outcome: 'rejected', ratePercent: 0, countersign: false };
      case 'close':
        return { payableFen: 0, certificates: 1, notices: 0 };
      case 'release': {
        const { code, reason } = failureOf(failure);
        return { outcome: this.cancelled ? 'CANCELLED' : 'FAILED', error: code, cause: reason.en };
      }
      default:
        return {};
    }
  }
}

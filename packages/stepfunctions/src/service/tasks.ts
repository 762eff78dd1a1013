import { createHash } from 'node:crypto';
import type { Runner } from '../runner/runner.ts';
import type { ExecutionStore } from '../store/executions.ts';
import { refusal } from './errors.ts';
import { checkJson } from './executions.ts';
import type { Input } from './input.ts';

/** The callback operations: SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat. */
export class TaskService {
  readonly #executions: ExecutionStore;
  readonly #runner: Runner;
  readonly #seed: string;

  constructor(parts: { executions: ExecutionStore; runner: Runner; seed: string }) {
    this.#executions = parts.executions;
    this.#runner = parts.runner;
    this.#seed = parts.seed;
  }

  async sendTaskSuccess(input: Input): Promise<Record<string, never>> {
    const { execution, task } = this.#read(input.required('taskToken'));
    const output = input.required('output');
    checkJson(output, 'InvalidOutput');
    return this.#told(
      await this.#runner.submit(execution, { type: 'TokenSucceeded', task, output: JSON.parse(output) }),
    );
  }

  async sendTaskFailure(input: Input): Promise<Record<string, never>> {
    const { execution, task } = this.#read(input.required('taskToken'));
    const [error, cause] = [input.string('error'), input.string('cause')];
    return this.#told(
      await this.#runner.submit(execution, {
        type: 'TokenFailed',
        task,
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      }),
    );
  }

  async sendTaskHeartbeat(input: Input): Promise<Record<string, never>> {
    const { execution, task } = this.#read(input.required('taskToken'));
    return this.#told(await this.#runner.submit(execution, { type: 'Heartbeat', task }));
  }

  #told(accepted: boolean): Record<string, never> {
    if (!accepted) throw refusal('TaskTimedOut', 'Provided task does not exist anymore');
    return {};
  }

  /** A token is answered for only when it is one that this engine gave out. */
  #read(token: string): { execution: number; task: string } {
    const [arn, task, digest] = decode(token);
    const row = this.#executions.byArn(arn);
    const expected = createHash('sha256')
      .update(`${this.#seed}|${arn}|${row?.started}|token|${task}`)
      .digest('base64url');
    if (!row || digest !== expected) throw refusal('InvalidToken', 'Invalid token');
    return { execution: row.id, task };
  }
}

function decode(token: string): [arn: string, task: string, digest: string] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64').toString('utf8'));
    if (Array.isArray(parts) && parts.length === 3 && parts.every((part) => typeof part === 'string'))
      return [String(parts[0]), String(parts[1]), String(parts[2])];
  } catch {
    // Not one of our tokens; the empty digest is refused.
  }
  return ['', '', ''];
}

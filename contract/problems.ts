import * as z from 'zod';
import { Bilingual } from '#domain/bilingual.ts';
import {
  CodedError,
  FieldError,
  type Problem,
  type ProblemParts,
  type RefusalCode,
  refusals,
} from '#domain/problem.ts';

type Entry = Bilingual & { status: number };

/**
 * Everything that can be refused, in one table: HTTP status and what a person reads, in both languages. The refusals of
 * the trade bring their sentences; those of transport and system have theirs here.
 */
export const problems = {
  Validation: { status: 400, ...refusals.Validation },
  MissingIdempotencyKey: {
    status: 400,
    zh: '请在请求头 Idempotency-Key 中给出本次操作的唯一编号（8 至 128 个字符），重试时沿用同一编号。',
    en: 'Give this operation a unique key of 8 to 128 characters in the header Idempotency-Key, and keep it when you retry.',
  },
  Unauthenticated: {
    status: 401,
    zh: '请先登录；令牌缺失、过期或无效。',
    en: 'Sign in first: the bearer token is missing, expired or not valid.',
  },
  Forbidden: { status: 403, ...refusals.Forbidden },
  NotACandidate: { status: 403, ...refusals.NotACandidate },
  NotFound: { status: 404, ...refusals.NotFound },
  MethodNotAllowed: {
    status: 405,
    zh: '此地址不支持该方法。',
    en: 'This address does not support the method.',
  },
  AlreadyDecided: { status: 409, ...refusals.AlreadyDecided },
  TaskClosed: { status: 409, ...refusals.TaskClosed },
  TaskClaimed: { status: 409, ...refusals.TaskClaimed },
  VersionConflict: { status: 409, ...refusals.VersionConflict },
  IllegalTransition: { status: 409, ...refusals.IllegalTransition },
  InstrumentTaken: { status: 409, ...refusals.InstrumentTaken },
  OrganisationUnknown: { status: 409, ...refusals.OrganisationUnknown },
  NoCapacity: { status: 409, ...refusals.NoCapacity },
  Cancelled: { status: 409, ...refusals.Cancelled },
  Superseded: { status: 409, ...refusals.Superseded },
  PayloadTooLarge: { status: 413, zh: '请求内容超过 256 KB。', en: 'The body is larger than 256 KB.' },
  UnsupportedMediaType: { status: 415, zh: '请以 application/json 提交。', en: 'Send application/json.' },
  IdempotencyKeyReused: {
    status: 422,
    zh: '同一 Idempotency-Key 已用于另一请求，请换用新的编号。',
    en: 'This Idempotency-Key was used for another request: take a new one.',
  },
  Internal: {
    status: 500,
    zh: '系统内部错误，请以同一 Idempotency-Key 重试，并向运维人员提供本次请求的关联编号。',
    en: 'An internal error: try again with the same Idempotency-Key, and give the operators the correlation id.',
  },
  Unavailable: {
    status: 503,
    zh: '系统暂时繁忙，请以同一 Idempotency-Key 重试。',
    en: 'The system is busy: try again with the same Idempotency-Key.',
  },
} as const satisfies Record<RefusalCode, Entry> & Record<string, Entry>;

export type ProblemCode = keyof typeof problems;

/** What transport and system refuse; the rest are the trade's. */
export type ServiceCode = Exclude<ProblemCode, RefusalCode>;

/** A refusal that no rule of the trade knows: thrown by the store and by what stands around the use cases. */
export class ServiceProblem extends CodedError<ServiceCode> {
  constructor(code: ServiceCode, parts: ProblemParts = {}) {
    super(code, problems[code].en, parts);
  }
}

export type AnyProblem = Problem | ServiceProblem;

export const isProblem = (error: unknown): error is AnyProblem => error instanceof CodedError;

export const statusOf = ({ code }: { code: ProblemCode }): number => problems[code].status;

export const ProblemDetail = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: Bilingual,
    instance: z.string().optional(),
    correlationId: z.string().optional(),
    errors: z.array(FieldError).optional(),
    /** What the reader needs to act: the first decision, the present state, the candidates. */
    context: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'ProblemDetail', description: 'RFC 9457 problem details; `detail` in both languages.' });
export type ProblemDetail = z.infer<typeof ProblemDetail>;

/** What is told of a refusal; its cause is not. */
type Occurrence = { code: ProblemCode } & { [P in 'errors' | 'context']?: AnyProblem[P] };

export function problemDetail(
  { code, errors, context }: Occurrence,
  at: { instance?: string; correlationId?: string },
): ProblemDetail {
  const { status, zh, en } = problems[code];
  return {
    type: `urn:greenlane:problem:${code}`,
    title: en,
    status,
    code,
    detail: { zh, en },
    ...at,
    ...(errors && { errors }),
    ...(context && { context }),
  };
}

import * as z from 'zod';
import { Bilingual } from './bilingual.ts';

/**
 * Everything that can be refused, in one table: HTTP status and what a person reads, in both languages.
 * A state machine sees all that are decisions under one error name, see refused.ts.
 */
export const problems = {
  Validation: {
    status: 400,
    zh: '提交的内容有误，未作任何更改。',
    en: 'The input is not valid; nothing was changed.',
  },
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
  Forbidden: { status: 403, zh: '您的角色无权执行此操作。', en: 'Your role does not allow this.' },
  NotFound: { status: 404, zh: '没有找到，或不在您的权限范围内。', en: 'Not found, or not in your scope.' },
  MethodNotAllowed: {
    status: 405,
    zh: '此地址不支持该方法。',
    en: 'This address does not support the method.',
  },
  NotACandidate: {
    status: 403,
    zh: '您不能办理此待办：可办理的角色和单位见 candidates；申请人和前一步的办理人不得办理。',
    en: 'You cannot decide this task: see candidates for the role and unit that can; the applicant and the people of earlier steps cannot.',
  },
  AlreadyDecided: {
    status: 409,
    zh: '该待办已经办结，见 decision。',
    en: 'This task was already decided, see decision.',
  },
  TaskClosed: {
    status: 409,
    zh: '该待办已过期或已取消，不再办理。',
    en: 'This task has expired or was cancelled.',
  },
  TaskClaimed: {
    status: 409,
    zh: '该待办已由他人签收，见 claimedBy。',
    en: 'Somebody else has claimed this task, see claimedBy.',
  },
  VersionConflict: {
    status: 409,
    zh: '内容已被他人更改，请刷新后重试。',
    en: 'Somebody else has changed this meanwhile: read it again, then try again.',
  },
  IllegalTransition: {
    status: 409,
    zh: '当前状态不允许此操作，见 state。',
    en: 'The present state does not allow this, see state.',
  },
  InstrumentTaken: {
    status: 409,
    zh: '该器具已在另一个未办结的预约中。',
    en: 'This instrument is already part of another open appointment.',
  },
  OrganisationUnknown: {
    status: 409,
    zh: '请先登记单位信息（PUT /organisations/{code}）。',
    en: 'Register the organisation first (PUT /organisations/{code}).',
  },
  NoCapacity: {
    status: 409,
    zh: '该班次剩余时间、专业或车辆不满足要求。',
    en: 'The shift has not the minutes, the skills or the vehicle that are needed.',
  },
  PayloadTooLarge: { status: 413, zh: '请求内容超过 256 KB。', en: 'The body is larger than 256 KB.' },
  UnsupportedMediaType: { status: 415, zh: '请以 application/json 提交。', en: 'Send application/json.' },
  IdempotencyKeyReused: {
    status: 422,
    zh: '同一 Idempotency-Key 已用于另一请求，请换用新的编号。',
    en: 'This Idempotency-Key was used for another request: take a new one.',
  },
  Unavailable: {
    status: 503,
    zh: '系统暂时繁忙，请以同一 Idempotency-Key 重试。',
    en: 'The system is busy: try again with the same Idempotency-Key.',
  },
  Internal: {
    status: 500,
    zh: '系统内部错误，请以同一 Idempotency-Key 重试，并向运维人员提供 correlationId。',
    en: 'An internal error: try again with the same Idempotency-Key, and give the operators the correlationId.',
  },
  Cancelled: { status: 409, zh: '预约已取消。', en: 'The appointment was cancelled.' },
  Superseded: {
    status: 409,
    zh: '该版本的预约已被重新提交取代。',
    en: 'This revision was superseded by a resubmission.',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;

export type ProblemCode = keyof typeof problems;

/** What is wrong with one field. `field` is a JSON pointer (`/lines/0/serialNumber`), a parameter or a header. */
export const FieldError = z.object({ field: z.string(), message: Bilingual });
export type FieldError = z.infer<typeof FieldError>;

/** RFC 9457 problem details; `title` and `detail` in both languages. */
export const ProblemDetail = z.object({
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
});
export type ProblemDetail = z.infer<typeof ProblemDetail>;

/** A refusal: thrown by rules and use cases, told to people by the HTTP edge and to machines as `Refused`. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors: FieldError[] | undefined;
  readonly context: Record<string, unknown> | undefined;

  constructor(
    code: ProblemCode,
    more: { errors?: FieldError[]; context?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(problems[code].en, { cause: more.cause });
    this.name = code;
    this.code = code;
    this.errors = more.errors;
    this.context = more.context;
  }

  get status(): number {
    return problems[this.code].status;
  }
}

/** A refusal of one field. */
export const fieldProblem = (field: string, zh: string, en: string): Problem =>
  new Problem('Validation', { errors: [{ field, message: { zh, en } }] });

/** The refusal of a part of an input as a refusal of the whole: each field is named below `base`. */
export function below(base: string, problem: Problem): Problem {
  const { code, errors, context, cause } = problem;
  if (!errors) return problem;
  return new Problem(code, {
    errors: errors.map(({ field, message }) => ({ field: `${base}${field}`, message })),
    cause,
    ...(context && { context }),
  });
}

export function problemDetail(
  problem: Problem,
  at: { instance?: string; correlationId?: string },
): ProblemDetail {
  const { status, zh, en } = problems[problem.code];
  return {
    type: `urn:greenlane:problem:${problem.code}`,
    title: en,
    status,
    code: problem.code,
    detail: { zh, en },
    ...at,
    ...(problem.errors && { errors: problem.errors }),
    ...(problem.context && { context: problem.context }),
  };
}

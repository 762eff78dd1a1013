import * as z from 'zod';
import { Bilingual } from './bilingual.ts';

/**
 * What the rules of the trade refuse, and what a person then reads. How a refusal travels is the contract's business
 * (contract/problems.ts); a state machine sees them under one error name (refused.ts).
 */
export const refusals = {
  Validation: {
    zh: '提交的内容有误，未作任何更改。',
    en: 'The input is not valid; nothing was changed.',
  },
  Forbidden: { zh: '您的角色无权执行此操作。', en: 'Your role does not allow this.' },
  NotFound: { zh: '没有找到，或不在您的权限范围内。', en: 'Not found, or not in your scope.' },
  NotACandidate: {
    zh: '您不能办理此待办：只有所列角色和单位的人员可以办理，申请人和前一步的办理人不得办理。',
    en: 'You cannot decide this task: only people of the role and unit given here can, and neither the applicant nor the people of earlier steps.',
  },
  AlreadyDecided: {
    zh: '该待办已经办结，办理结果附后。',
    en: 'This task was already decided; the decision is given here.',
  },
  TaskClosed: { zh: '该待办已过期或已取消，不再办理。', en: 'This task has expired or was cancelled.' },
  TaskClaimed: {
    zh: '该待办已由他人签收，签收人附后。',
    en: 'Somebody else, who is named here, has claimed this task.',
  },
  VersionConflict: {
    zh: '内容已被他人更改，请刷新后重试。',
    en: 'Somebody else has changed this meanwhile: read it again, then try again.',
  },
  IllegalTransition: {
    zh: '当前状态不允许此操作，状态附后。',
    en: 'The present state, which is given here, does not allow this.',
  },
  InstrumentTaken: {
    zh: '该器具已在另一个未办结的预约中。',
    en: 'This instrument is already part of another open appointment.',
  },
  OrganisationUnknown: { zh: '请先登记单位信息。', en: 'Register the organisation first.' },
  NoCapacity: {
    zh: '该班次剩余时间、专业或车辆不满足要求。',
    en: 'The shift has not the minutes, the skills or the vehicle that are needed.',
  },
  Cancelled: { zh: '预约已取消。', en: 'The appointment was cancelled.' },
  Superseded: {
    zh: '该版本的预约已被重新提交取代。',
    en: 'This revision was superseded by a resubmission.',
  },
} as const satisfies Record<string, Bilingual>;

export type RefusalCode = keyof typeof refusals;

export const FieldError = z.object({ field: z.string(), message: Bilingual }).meta({
  id: 'FieldError',
  description:
    'What is wrong with one field. `field` is a JSON pointer (`/lines/0/serialNumber`), with what it points into before it.',
});
export type FieldError = z.infer<typeof FieldError>;

/** What goes with a code: what is wrong with which field, and what the reader needs to act. */
export type ProblemParts = { errors?: FieldError[]; context?: Record<string, unknown>; cause?: unknown };

/** An error that people are told of: its name is its code, its message the English sentence. */
export abstract class CodedError<Code extends string> extends Error {
  readonly code: Code;
  readonly errors: FieldError[] | undefined;
  readonly context: Record<string, unknown> | undefined;

  constructor(code: Code, message: string, { errors, context, cause }: ProblemParts) {
    super(message, { cause });
    this.name = code;
    this.code = code;
    this.errors = errors;
    this.context = context;
  }
}

/** A refusal: thrown by rules and use cases, told to people at the edge, and to machines as `Refused`. */
export class Problem extends CodedError<RefusalCode> {
  constructor(code: RefusalCode, parts: ProblemParts = {}) {
    super(code, refusals[code].en, parts);
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

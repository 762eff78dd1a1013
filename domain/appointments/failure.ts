import * as z from 'zod';
import type { Bilingual } from '#domain/bilingual.ts';
import { codeOfRefusal } from '#domain/refused.ts';

/** What a state machine reports of an error: a name, and a text that may be JSON of what lies beneath. */
export type ReportedError = { Error?: string | undefined; Cause?: string | undefined };

export type Failure = { code: string; reason: Bilingual };

const reasons: Record<string, Bilingual> = {
  NotDispatched: {
    zh: '到承诺日期之后仍没有小分队具备所需专业、车辆和时间，请联系检定机构。',
    en: 'Even after the promised day no team had the skills, the vehicle and the time; please call the institution.',
  },
  StepNotDone: {
    zh: '检定的某一步骤未能按期完成，请重新预约。',
    en: 'A step of the verification was not done in time; please make a new appointment.',
  },
  RejectedTooOften: {
    zh: '检定记录五次未通过核验或批准，机构将与您联系。',
    en: 'The record was rejected five times; the institution will contact you.',
  },
  'States.Timeout': {
    zh: '处理超时，请重新预约。',
    en: 'It took longer than is allowed; please make a new appointment.',
  },
  Aborted: {
    zh: '处理被运维人员中止，请重新预约。',
    en: 'Operators stopped it; please make a new appointment.',
  },
};

const general: Bilingual = {
  zh: '系统未能继续处理，已占用的资源均已退回，请重新预约或联系运维人员。',
  en: 'The system could not go on; what was taken has been given back. Make a new appointment or ask the operators.',
};

const Nested = z.union([
  z.object({ Error: z.string(), Cause: z.string().optional() }),
  z.object({ errorType: z.string(), errorMessage: z.string().default('') }),
  // A child execution that ran out of time or was stopped names no error.
  z.object({ Status: z.enum(['TIMED_OUT', 'ABORTED']) }),
]);

const ofStatus = { TIMED_OUT: 'States.Timeout', ABORTED: 'Aborted' } as const;

/** Follows a cause to the error that started it: a child execution's, then the function's, then what it refused. */
function rootOf({ Error: name = 'Unknown', Cause: cause = '' }: ReportedError, depth = 0): string {
  const refused = codeOfRefusal(name, cause);
  if (refused) return refused;
  let parsed: unknown;
  try {
    parsed = JSON.parse(cause);
  } catch {
    return name;
  }
  const nested = Nested.safeParse(parsed);
  if (!nested.success || depth > 5) return name;
  if ('Error' in nested.data) return rootOf(nested.data, depth + 1);
  if ('Status' in nested.data) return ofStatus[nested.data.Status];
  const { errorType, errorMessage } = nested.data;
  return codeOfRefusal(errorType, errorMessage) ?? errorType;
}

/** The reason of a failure as a person reads it. The code is for operators, who find the rest in the logs. */
export function failureOf(reported: ReportedError): Failure {
  const code = rootOf(reported);
  return { code, reason: reasons[code] ?? general };
}

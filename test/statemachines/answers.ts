import { ServiceMode, WaiverStatus } from '#domain/appointments/parts.ts';
import { Outcome } from '#domain/tasks/outcome.ts';
import { TaskStep } from '#domain/tasks/steps.ts';
import { decides, dispatches, type Reply } from './replies.ts';

/** Every answer that a wait may get, by the first two words of its call. */
const answers: Record<string, Reply[]> = Object.fromEntries([
  ['await-dispatch', ServiceMode.options.map((mode) => dispatches(mode))],
  ...TaskStep.options.map((step) => [
    `open-task ${step}`,
    Outcome.options.flatMap((outcome) =>
      WaiverStatus.options.map((status) => decides(step, outcome, { status })),
    ),
  ]),
]);

const errorsIn = (replies: Reply[]): string[] => [
  ...new Set(replies.flatMap((reply) => ('error' in reply ? [reply.error] : []))),
];

/** The errors by which whoever answers a call sends its machine another way. */
export const answeredErrors = (call: string): string[] =>
  errorsIn(answers[call.replace(/ (escalated|overdue)$/, '')] ?? []);

/** All of them. */
export const allAnsweredErrors: string[] = errorsIn(Object.values(answers).flat());

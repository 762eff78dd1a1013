import { Delivery } from '#contract/delivery.ts';
import type { ServiceMode, WaiverState } from '#domain/appointments/parts.ts';
import { Refused } from '#domain/refused.ts';
import type { Outcome } from '#domain/tasks/outcome.ts';
import { resumption } from '#domain/tasks/resumption.ts';
import type { TaskStep } from '#domain/tasks/steps.ts';
import { resumeDispatched } from '#functions/writes/dispatch.ts';

/** What a person, or the dispatcher, tells a waiting execution. */
export type Reply = { output: unknown } | { error: string; cause: string };

const waiver: WaiverState = {
  status: 'approved',
  rule: 'sme',
  ratePercent: 20,
  byDefault: false,
  decidedBy: [],
  reason: null,
};

/** A decision of a person, as the very function says it that resumes the machine with it. */
export function decides(step: TaskStep, outcome: Outcome, change: Partial<WaiverState> = {}): Reply {
  const by = { subject: 'p-1', name: '王芳' };
  const at = '2026-01-05T09:00:00+08:00';
  const told = resumption(
    { step, decision: { outcome, by, at, reason: 'The reading is missing.' } },
    { ...waiver, ...change },
  );
  return 'error' in told ? told.error : told;
}

/** A record that is sent back to be tested again. */
export const rejects = (step: 'check' | 'authorise' = 'check'): Reply => decides(step, 'reject');

/** A review that needs a second person. */
export const reviewsAboveTheLimit = (): Reply =>
  decides('waiver-review', 'approve', { status: 'countersign', ratePercent: 40 });

// The row is not written, but it names its table.
process.env.TABLE_OUTBOX ??= 'outbox';

/** What the dispatcher orders once a team has it, read from the row of the outbox. */
export function dispatches(mode: ServiceMode): Reply {
  const { item } = resumeDispatched({ id: 'A-1', revision: 1, mode }, 0);
  const delivery = Delivery.parse(item.Put?.Item?.delivery);
  if (delivery.kind !== 'resume') throw new Error(`the dispatcher orders ${delivery.kind}`);
  return delivery.error ?? { output: delivery.output };
}

/** As the relay fails every wait of an appointment that is cancelled. */
export const cancels = (reason = 'not needed any more'): Reply => {
  const { name, message } = new Refused('Cancelled', reason);
  return { error: name, cause: message };
};

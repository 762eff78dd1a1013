import type { Appointment } from '#domain/appointments/appointment.ts';
import type { Triage, WaiverState } from '#domain/appointments/parts.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { needsCountersign } from '#domain/fees/quote.ts';
import type { OnSilence } from '#domain/policy/policy.ts';
import { fieldProblem } from '#domain/problem.ts';
import type { Apply } from '#domain/tasks/effect.ts';
import type { Decision } from '#domain/tasks/outcome.ts';

type WaiverTerms = Triage['quote']['waiver'];
type Approval = Extract<Decision, { outcome: 'approve' }>;

/** A person has decided about money: what `approve` makes of the state, or nothing waived. */
export function waiver(
  event: 'WaiverReviewed' | 'WaiverCountersigned',
  approve: (
    state: WaiverState,
    decision: Approval,
    terms: WaiverTerms,
  ) => Pick<WaiverState, 'status' | 'ratePercent'>,
): Apply {
  return (appointment, decision, { by, at }) => {
    const { waiver: before, triage } = appointment;
    const state: WaiverState = {
      ...before,
      decidedBy: [...before.decidedBy, by],
      reason: 'reason' in decision ? (decision.reason ?? before.reason) : before.reason,
      ...(decision.outcome === 'approve'
        ? approve(before, decision, triage.quote.waiver)
        : { status: 'rejected', ratePercent: null }),
    };
    return { appointment: transition(appointment, 'WaiverReviewed', { waiver: state }, at), event };
  };
}

export function review(
  _: WaiverState,
  { ratePercent }: Approval,
  terms: WaiverTerms,
): Pick<WaiverState, 'status' | 'ratePercent'> {
  if (terms.status !== 'to-decide') throw new RangeError('there is no waiver to decide');
  if (ratePercent === undefined) {
    throw fieldProblem('/ratePercent', '请填写减免比例。', 'Give the rate that is waived.');
  }
  if (ratePercent > terms.maxRatePercent) {
    throw fieldProblem(
      '/ratePercent',
      `授权范围内最高 ${terms.maxRatePercent}%。`,
      `At most ${terms.maxRatePercent} % is authorised.`,
    );
  }
  return { ratePercent, status: needsCountersign(terms, ratePercent) ? 'countersign' : 'approved' };
}

export function countersign(
  state: WaiverState,
  { ratePercent = state.ratePercent ?? undefined }: Approval,
): Pick<WaiverState, 'status' | 'ratePercent'> {
  if (ratePercent !== (state.ratePercent ?? undefined)) {
    throw fieldProblem(
      '/ratePercent',
      `会签的是 ${state.ratePercent}%；如不同意，请驳回。`,
      `What is countersigned is ${state.ratePercent} %: reject it if it should be another rate.`,
    );
  }
  return { status: 'approved', ratePercent: state.ratePercent };
}

/** What the policy says of a waiver that nobody decided in time. */
export function applySilence(appointment: Appointment, silence: OnSilence, at: string) {
  const { waiver: before } = appointment;
  const waiver: WaiverState = {
    ...before,
    status: silence.outcome === 'approve' ? 'approved' : 'rejected',
    ratePercent: silence.outcome === 'approve' ? silence.ratePercent : null,
    byDefault: true,
  };
  return {
    appointment: transition(appointment, 'WaiverReviewed', { waiver }, at),
    event: 'WaiverDecidedByDefault' as const,
  };
}

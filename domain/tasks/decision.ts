import {
  type Appointment,
  type Change,
  type LinePrice,
  may,
  transition,
  type WaiverState,
} from '#domain/appointments/appointment.ts';
import { needsCountersign } from '#domain/fees/quote.ts';
import type { OnSilence } from '#domain/policy/policy.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import type { Decided, Decision, Person, Task, TaskStep } from '#domain/tasks/task.ts';
import { type LocalDate, localDate } from '#domain/time/calendar.ts';
import { missingAndStray } from '#domain/verification/result.ts';

type Made = { by: Person; at: string };

/** What a decision does to the appointment, and the event of its history. */
export type Effect = { appointment: Appointment; event: string };

/**
 * The effect of a decision on the appointment it is about. Fields are named as pointers into the decision.
 * @throws Problem IllegalTransition or Cancelled when the appointment has gone another way; Validation for a decision
 * that does not fit it (a result for no line, a rate above the rule's).
 */
export function applyDecision(
  appointment: Appointment,
  step: TaskStep,
  decision: Decision,
  made: Made,
): Effect {
  switch (step) {
    case 'intake-review':
      return intake(appointment, decision, made);
    case 'receive':
      return { appointment: transition(appointment, 'Received', {}, made.at), event: 'Received' };
    case 'test':
      return test(appointment, decision, made);
    case 'check':
    case 'authorise':
      return approval(appointment, step, decision, made);
    case 'waiver-review':
    case 'waiver-countersign':
      return waiver(appointment, step, decision, made);
  }
}

function intake(appointment: Appointment, decision: Decision, { by, at }: Made): Effect {
  if (decision.outcome === 'accept') {
    const priced = withPrices(appointment, decision.prices ?? []);
    return { appointment: transition(appointment, 'Accepted', priced, at), event: 'Accepted' };
  }
  if (decision.outcome !== 'return') throw new RangeError('an intake is accepted or returned');
  const numbers = appointment.lines.map(({ number }) => number);
  decision.lines.forEach(({ line }, index) => {
    if (!numbers.includes(line)) {
      throw fieldProblem(`/lines/${index}/line`, '该预约没有此项。', 'The appointment has no such line.');
    }
  });
  const lines = decision.lines.map(({ line, reason }) => ({ line, reason: { zh: reason, en: reason } }));
  const returned = { at, by: by.name, reason: decision.reason, lines };
  return { appointment: transition(appointment, 'Returned', { returned }, at), event: 'Returned' };
}

/** The prices of a clerk: for each line that the tariff does not know, once, and for no other. */
function withPrices(appointment: Appointment, prices: readonly LinePrice[]): Change<'Accepted'> {
  const triage = 'triage' in appointment ? appointment.triage : undefined;
  if (!triage) return {};
  const given = prices.map(({ line }) => line);
  const wrong = given.findIndex(
    (line, index) => !triage.unpriced.includes(line) || given.indexOf(line) < index,
  );
  if (wrong >= 0) {
    throw fieldProblem(
      `/prices/${wrong}/line`,
      '该项有收费标准，或重复。',
      'The tariff prices this line, or it stands twice.',
    );
  }
  const missing = triage.unpriced.filter((line) => !given.includes(line));
  if (missing.length > 0) {
    const lines = missing.join(', ');
    throw fieldProblem(
      '/prices',
      `第 ${lines} 项没有收费标准，请定价。`,
      `The tariff does not price line ${lines}: say what it costs.`,
    );
  }
  return { triage: { ...triage, prices: [...prices] } };
}

function test(appointment: Appointment, decision: Decision, { by, at }: Made): Effect {
  if (decision.outcome !== 'record') throw new RangeError('a test ends in results');
  checkDays(decision.results, localDate(Date.parse(appointment.submittedAt)), localDate(Date.parse(at)));
  const { missing, stray } = missingAndStray(appointment.lines, decision.results);
  if (stray.length > 0) {
    throw fieldProblem(
      `/results/${stray[0]}/line`,
      '没有此项，或已有结果。',
      'No such line, or it has a result already.',
    );
  }
  if (missing.length > 0) {
    const lines = missing.join(', ');
    throw fieldProblem('/results', `缺少第 ${lines} 项的结果。`, `There is no result for line ${lines}.`);
  }
  const round = ('results' in appointment && appointment.results ? appointment.results.round : 0) + 1;
  const results = { round, lines: decision.results, testedBy: by, testedAt: at };
  return { appointment: transition(appointment, 'Tested', { results }, at), event: 'Tested' };
}

/** A certificate runs from the day of the test: nobody tests tomorrow, or before the appointment was made. */
function checkDays(results: readonly { testedOn: LocalDate }[], from: LocalDate, today: LocalDate): void {
  const index = results.findIndex(({ testedOn }) => testedOn < from || testedOn > today);
  if (index < 0) return;
  throw fieldProblem(
    `/results/${index}/testedOn`,
    `检定日期应在 ${from} 至 ${today} 之间。`,
    `The day of the test is from ${from} to ${today}.`,
  );
}

function approval(
  appointment: Appointment,
  step: 'check' | 'authorise',
  decision: Decision,
  { by, at }: Made,
): Effect {
  if (decision.outcome === 'approve' && decision.ratePercent !== undefined) {
    throw fieldProblem('/ratePercent', '此步骤不涉及减免比例。', 'This step decides no rate.');
  }
  const event = decision.outcome === 'reject' ? 'SentBack' : step === 'check' ? 'Checked' : 'Authorised';
  const results = 'results' in appointment ? appointment.results : undefined;
  if (!may(appointment, event) || !results)
    return { appointment: transition(appointment, event, {}, at), event };
  const signed: Change<'Checked'> =
    event === 'Checked'
      ? { results: { ...results, checkedBy: by } }
      : event === 'Authorised'
        ? { results: { ...results, authorisedBy: by } }
        : {};
  return { appointment: transition(appointment, event, signed, at), event };
}

function waiver(
  appointment: Appointment,
  step: 'waiver-review' | 'waiver-countersign',
  decision: Decision,
  { by, at }: Made,
): Effect {
  if (!('waiver' in appointment) || !appointment.waiver || !appointment.triage) {
    throw new Problem('IllegalTransition', { context: { state: appointment.status } });
  }
  const rule = appointment.triage.quote.waiver;
  const state: WaiverState = {
    ...appointment.waiver,
    decidedBy: [...appointment.waiver.decidedBy, by],
    reason: 'reason' in decision ? (decision.reason ?? appointment.waiver.reason) : appointment.waiver.reason,
    status: 'rejected',
  };
  if (decision.outcome === 'reject') state.ratePercent = null;
  if (decision.outcome === 'approve' && step === 'waiver-countersign') {
    const { ratePercent = state.ratePercent } = decision;
    if (ratePercent !== state.ratePercent) {
      throw fieldProblem(
        '/ratePercent',
        `会签的是 ${state.ratePercent}%；如不同意，请驳回。`,
        `What is countersigned is ${state.ratePercent} %: reject it if it should be another rate.`,
      );
    }
    state.status = 'approved';
  }
  if (decision.outcome === 'approve' && step === 'waiver-review') {
    if (rule.status !== 'to-decide') throw new RangeError('there is no waiver to decide');
    const { ratePercent } = decision;
    if (ratePercent === undefined) {
      throw fieldProblem('/ratePercent', '请填写减免比例。', 'Give the rate that is waived.');
    }
    if (ratePercent > rule.maxRatePercent) {
      throw fieldProblem(
        '/ratePercent',
        `授权范围内最高 ${rule.maxRatePercent}%。`,
        `At most ${rule.maxRatePercent} % is authorised.`,
      );
    }
    state.ratePercent = ratePercent;
    state.status = needsCountersign(rule, ratePercent) ? 'countersign' : 'approved';
  }
  const event = step === 'waiver-review' ? 'WaiverReviewed' : 'WaiverCountersigned';
  return { appointment: transition(appointment, 'WaiverReviewed', { waiver: state }, at), event };
}

/** What the policy says of a waiver that nobody decided in time. */
export function applySilence(appointment: Appointment, silence: OnSilence, at: string): Effect {
  if (!('waiver' in appointment) || !appointment.waiver) {
    throw new Problem('IllegalTransition', { context: { state: appointment.status } });
  }
  const waiver: WaiverState = {
    ...appointment.waiver,
    status: silence.outcome === 'approve' ? 'approved' : 'rejected',
    ratePercent: silence.outcome === 'approve' ? silence.ratePercent : null,
    byDefault: true,
  };
  return {
    appointment: transition(appointment, 'WaiverReviewed', { waiver }, at),
    event: 'WaiverDecidedByDefault',
  };
}

/** What the waiting machine is told of a decided task: an output, or the error that sends it back. */
export function resumption(
  task: Pick<Task, 'step'> & { decision: Decided },
  waiver: WaiverState | undefined,
): { output: Record<string, unknown> } | { error: { error: string; cause: string } } {
  const { step, decision } = task;
  if (step === 'intake-review') {
    return { output: { route: decision.outcome === 'return' ? 'returned' : 'accepted' } };
  }
  if (step === 'waiver-review' || step === 'waiver-countersign') {
    return {
      output: {
        outcome: decision.outcome,
        ratePercent: waiver?.ratePercent ?? 0,
        countersign: step === 'waiver-review' && waiver?.status === 'countersign',
      },
    };
  }
  return decision.outcome === 'reject'
    ? { error: { error: 'Rejected', cause: decision.reason ?? '' } }
    : { output: { outcome: decision.outcome } };
}

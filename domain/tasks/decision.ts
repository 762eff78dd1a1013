import { type Appointment, isTriaged, reached } from '#domain/appointments/appointment.ts';
import type { LinePrice, Results, Triage, WaiverState } from '#domain/appointments/parts.ts';
import { type Change, may, transition } from '#domain/appointments/transitions.ts';
import { needsCountersign } from '#domain/fees/quote.ts';
import type { Person } from '#domain/people/person.ts';
import type { OnSilence } from '#domain/policy/policy.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import type { Decided, Decision } from '#domain/tasks/outcome.ts';
import type { TaskStep } from '#domain/tasks/steps.ts';
import type { Task } from '#domain/tasks/task.ts';
import { type LocalDate, localDate } from '#domain/time/calendar.ts';
import type { Instant } from '#domain/time/instant.ts';
import { missingAndStray } from '#domain/verification/result.ts';

type Made = { by: Person; at: Instant };

/** What a decision does to the appointment, and the event of its history. */
export type Effect = { appointment: Appointment; event: string };

type Apply = (appointment: Appointment, decision: Decision, made: Made) => Effect;

/** What each step's decisions do. */
const effects: Record<TaskStep, Apply> = {
  'intake-review': intake,
  receive: (appointment, _, { at }) => ({
    appointment: transition(appointment, 'Received', {}, at),
    event: 'Received',
  }),
  test,
  check: approval('Checked', (by) => ({ checkedBy: by })),
  authorise: approval('Authorised', (by) => ({ authorisedBy: by })),
  'waiver-review': waiver('WaiverReviewed', review),
  'waiver-countersign': waiver('WaiverCountersigned', countersign),
};

/**
 * The effect of a decision on the appointment it is about. Fields are named as pointers into the decision.
 * @throws Problem IllegalTransition or Cancelled when the appointment has gone another way; Validation for a decision
 * that does not fit it (a result for no line, a rate above the rule's).
 */
export const applyDecision = (
  appointment: Appointment,
  step: TaskStep,
  decision: Decision,
  made: Made,
): Effect => effects[step](appointment, decision, made);

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
  if (!isTriaged(appointment)) return {};
  const { triage } = appointment;
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
  const round = (reached(appointment).results?.round ?? 0) + 1;
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

/** A second or third person agrees with the results, by name, or sends them back to be tested again. */
function approval(
  approved: 'Checked' | 'Authorised',
  sign: (by: Person) => Partial<Pick<Results, 'checkedBy' | 'authorisedBy'>>,
): Apply {
  return (appointment, decision, { by, at }) => {
    if (decision.outcome === 'approve' && decision.ratePercent !== undefined) {
      throw fieldProblem('/ratePercent', '此步骤不涉及减免比例。', 'This step decides no rate.');
    }
    const event = decision.outcome === 'reject' ? 'SentBack' : approved;
    const { results } = reached(appointment);
    const signed: Change<'Checked'> =
      event !== 'SentBack' && may(appointment, event) && results
        ? { results: { ...results, ...sign(by) } }
        : {};
    return { appointment: transition(appointment, event, signed, at), event };
  };
}

type WaiverTerms = Triage['quote']['waiver'];
type Approval = Extract<Decision, { outcome: 'approve' }>;

/** A person has decided about money: what `approve` makes of the state, or nothing waived. */
function waiver(
  event: 'WaiverReviewed' | 'WaiverCountersigned',
  approve: (
    state: WaiverState,
    decision: Approval,
    terms: WaiverTerms,
  ) => Pick<WaiverState, 'status' | 'ratePercent'>,
): Apply {
  return (appointment, decision, { by, at }) => {
    const { waiver: before, triage } = reached(appointment);
    if (!before || !triage) {
      throw new Problem('IllegalTransition', { context: { state: appointment.status } });
    }
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

function review(
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

function countersign(
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
  const { waiver: before } = reached(appointment);
  if (!before) throw new Problem('IllegalTransition', { context: { state: appointment.status } });
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

/** What a waiting machine goes on with: an output, or the error that sends it back. */
export type Resumption = { output: Record<string, unknown> } | { error: { error: string; cause: string } };
type Resume = (decision: Decided, waiver: WaiverState | undefined) => Resumption;

const outcomeOf: Resume = ({ outcome }) => ({ output: { outcome } });

const unlessRejected: Resume = (decision, waiver) =>
  decision.outcome === 'reject'
    ? { error: { error: 'Rejected', cause: decision.reason ?? '' } }
    : outcomeOf(decision, waiver);

const ofWaiver =
  (mayNeedCountersign: boolean): Resume =>
  ({ outcome }, waiver) => ({
    output: {
      outcome,
      ratePercent: waiver?.ratePercent ?? 0,
      countersign: mayNeedCountersign && waiver?.status === 'countersign',
    },
  });

const resumptions: Record<TaskStep, Resume> = {
  'intake-review': ({ outcome }) => ({ output: { route: outcome === 'return' ? 'returned' : 'accepted' } }),
  receive: outcomeOf,
  test: outcomeOf,
  check: unlessRejected,
  authorise: unlessRejected,
  'waiver-review': ofWaiver(true),
  'waiver-countersign': ofWaiver(false),
};

/** How the machine that waits for a task goes on once it is decided. */
export const resumption = (
  task: Pick<Task, 'step'> & { decision: Decided },
  waiver: WaiverState | undefined,
): Resumption => resumptions[task.step](task.decision, waiver);

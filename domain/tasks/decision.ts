import { type Appointment, reached } from '#domain/appointments/appointment.ts';
import type { LinePrice, Signature } from '#domain/appointments/parts.ts';
import { type Change, may, transition } from '#domain/appointments/transitions.ts';
import { accepted } from '#domain/intake/admission.ts';
import { fieldProblem } from '#domain/problem.ts';
import type { Apply, Effect, Made } from '#domain/tasks/effect.ts';
import type { Decision } from '#domain/tasks/outcome.ts';
import { peopleOf, stepDefinition, steps, type TaskStep } from '#domain/tasks/steps.ts';
import { countersign, review, waiver } from '#domain/tasks/waiver-decision.ts';
import { type LocalDate, localDate } from '#domain/time/calendar.ts';
import { missingAndStray } from '#domain/verification/result.ts';

/** What each step's decisions do. */
const effects: Record<TaskStep, Apply> = {
  'intake-review': intake,
  receive: (appointment, _, { at }) => ({
    appointment: transition(appointment, 'Received', {}, at),
    event: 'Received',
  }),
  test,
  check: approval('Checked', steps.check.signs.as),
  authorise: approval('Authorised', steps.authorise.signs.as),
  'waiver-review': waiver('WaiverReviewed', review),
  'waiver-countersign': waiver('WaiverCountersigned', countersign),
};

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
  const effect = effects[step](appointment, decision, made);
  const { signs } = stepDefinition(step);
  // Who has signed is excluded from the later steps: an effect that forgot the signature would let one person do them all.
  if (signs && decision.outcome !== 'reject') {
    const signed = peopleOf(effect.appointment, step).some(({ subject }) => subject === made.by.subject);
    if (!signed) throw new RangeError(`the step ${step} leaves no signature`);
  }
  return effect;
}

function intake(appointment: Appointment, decision: Decision, { by, at }: Made): Effect {
  if (decision.outcome === 'accept') {
    const priced = withPrices(appointment, decision.prices ?? []);
    return { appointment: accepted(appointment, priced, at), event: 'Accepted' };
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
function withPrices(appointment: Appointment, prices: readonly LinePrice[]): Change<'Queued'> {
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
function approval(approved: 'Checked' | 'Authorised', signature: Exclude<Signature, 'testedBy'>): Apply {
  return (appointment, decision, { by, at }) => {
    if (decision.outcome === 'approve' && decision.ratePercent !== undefined) {
      throw fieldProblem('/ratePercent', '此步骤不涉及减免比例。', 'This step decides no rate.');
    }
    const event = decision.outcome === 'reject' ? 'SentBack' : approved;
    const { results } = reached(appointment);
    const signed: Change<'Checked'> =
      event !== 'SentBack' && may(appointment, event) && results
        ? { results: { ...results, [signature]: by } }
        : {};
    return { appointment: transition(appointment, event, signed, at), event };
  };
}

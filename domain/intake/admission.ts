import type { In } from '#domain/appointments/appointment.ts';
import { type Change, transition } from '#domain/appointments/transitions.ts';
import { rankKey } from '#domain/dispatch/queue.ts';
import type { Instant } from '#domain/time/instant.ts';

/** What an appointment says before it is known where it begins. */
export type Draft = Omit<In<'IN_REVIEW'>, 'status'>;
/** Begun: a clerk looks at it, or it waits for dispatch. */
export type Begun = In<'IN_REVIEW' | 'QUEUED'>;

/** The place in the queue of what is accepted now. Its rank is written once, and never again. */
export const placeFrom = (
  { id, triage }: Pick<Draft, 'id' | 'triage'>,
  at: Instant,
): Pick<In<'QUEUED'>, 'acceptedAt' | 'rankKey' | 'overdue'> => ({
  acceptedAt: at,
  rankKey: rankKey({
    appointmentId: id,
    acceptedAt: at,
    headStartHours: triage.headStartHours,
    overdue: false,
  }),
  overdue: false,
});

/** Whether a person must look at what triage found before it is accepted. */
export const needsReview = ({ triage }: Pick<Draft, 'triage'>): boolean => triage.review.length > 0;

/** A new appointment, with the clerk or in the queue. */
export const begun = (draft: Draft, at: Instant): Begun =>
  needsReview(draft)
    ? { ...draft, status: 'IN_REVIEW' }
    : { ...draft, status: 'QUEUED', ...placeFrom(draft, at) };

/** A returned appointment that begins again with other content. */
export function begunAgain(
  returned: In<'RETURNED'>,
  content: Pick<Draft, 'triage'> & Change<'SentToReview'>,
  at: Instant,
): Begun {
  if (needsReview(content)) return transition(returned, 'SentToReview', content, at);
  return transition(returned, 'Queued', { ...content, ...placeFrom({ ...returned, ...content }, at) }, at);
}

/** Taken on after a look at it. @throws Problem IllegalTransition, Cancelled. */
export const accepted = (
  inReview: Parameters<typeof transition>[0],
  change: Change<'Queued'>,
  at: Instant,
): In<'QUEUED'> => transition(inReview, 'Queued', { ...change, ...placeFrom(inReview, at) }, at);

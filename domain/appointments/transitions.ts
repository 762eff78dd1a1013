import { Appointment, type In, type Status } from '#domain/appointments/appointment.ts';
import { Problem } from '#domain/problem.ts';

/** From which status each event may come, and where it leads. The only table of transitions there is. */
export const transitions = {
  SentToReview: { RETURNED: 'IN_REVIEW' },
  Queued: { RETURNED: 'QUEUED', IN_REVIEW: 'QUEUED' },
  Returned: { IN_REVIEW: 'RETURNED' },
  Overdue: { QUEUED: 'QUEUED' },
  Dispatched: { QUEUED: 'ASSIGNED' },
  Reassigned: { ASSIGNED: 'ASSIGNED' },
  Received: { ASSIGNED: 'VERIFYING' },
  Tested: { ASSIGNED: 'VERIFYING', VERIFYING: 'VERIFYING' },
  Checked: { VERIFYING: 'VERIFYING' },
  Authorised: { VERIFYING: 'VERIFYING' },
  SentBack: { VERIFYING: 'VERIFYING' },
  WaiverReviewed: {
    QUEUED: 'QUEUED',
    ASSIGNED: 'ASSIGNED',
    VERIFYING: 'VERIFYING',
  },
  Completed: { VERIFYING: 'COMPLETED' },
  CancelRequested: {
    IN_REVIEW: 'CANCELLING',
    QUEUED: 'CANCELLING',
    ASSIGNED: 'CANCELLING',
    VERIFYING: 'CANCELLING',
  },
  Withdrawn: { RETURNED: 'CANCELLED' },
  Cancelled: { CANCELLING: 'CANCELLED' },
  Failed: {
    IN_REVIEW: 'FAILED',
    QUEUED: 'FAILED',
    ASSIGNED: 'FAILED',
    VERIFYING: 'FAILED',
  },
} as const satisfies Record<string, Partial<Record<Status, Status>>>;

export type AppointmentEvent = keyof typeof transitions;
type From<E extends AppointmentEvent> = keyof (typeof transitions)[E] & Status;
type To<E extends AppointmentEvent> = (typeof transitions)[E][keyof (typeof transitions)[E]] & Status;
type Changeable<A> = A extends unknown ? Partial<Omit<A, 'id' | 'status' | 'version' | 'updatedAt'>> : never;
/** What the event brings along: any part of the next status; what that status needs and lacks is refused. */
export type Change<E extends AppointmentEvent> = Changeable<In<To<E>>>;

/** Whether the event may happen now. */
export const may = (appointment: { status: Status }, event: AppointmentEvent): boolean =>
  appointment.status in transitions[event];

/**
 * Applies an event: the next state, one version on, checked against the schema of its status, so that an event that
 * does not bring what the status needs is a programming error and never a stored half-truth.
 * @throws Problem IllegalTransition (`Cancelled` when a cancellation is under way or done).
 */
export function transition<E extends AppointmentEvent>(
  appointment: Appointment,
  event: E,
  change: Change<E>,
  at: string,
): In<To<E>> {
  const to = (transitions[event] as Partial<Record<Status, Status>>)[appointment.status];
  if (!to) {
    const cancelled = appointment.status === 'CANCELLING' || appointment.status === 'CANCELLED';
    throw new Problem(cancelled ? 'Cancelled' : 'IllegalTransition', {
      context: { state: appointment.status, event },
    });
  }
  return Appointment.parse({
    ...appointment,
    ...change,
    status: to,
    version: appointment.version + 1,
    updatedAt: at,
  }) as In<To<E>>;
}

/** The statuses an event may come from; for documentation and tests. */
export const sourcesOf = <E extends AppointmentEvent>(event: E): From<E>[] =>
  Object.keys(transitions[event]) as From<E>[];

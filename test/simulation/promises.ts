import type { RouteName } from '#contract/routes.ts';
import type { Appointment } from '#domain/appointments/appointment.ts';
import type { Shift } from '#domain/dispatch/capacity.ts';
import type { Task } from '#domain/tasks/task.ts';
import type { Books } from '#test/books/books.ts';
import type { Accepted } from './people/api.ts';

type Broken = (accepted: Accepted, books: Books) => string | undefined;

const says = (holds: boolean, what: string): string | undefined => (holds ? undefined : what);

const decided = (task: Task, { by, asked }: Accepted, { tasks }: Books): string | undefined => {
  const now = tasks.find(({ id }) => id === task.id);
  const wanted = task.status === 'DECIDED' ? task.decision.outcome : 'none';
  const stands =
    now?.status === 'DECIDED' && now.decision.by.subject === by.subject && now.decision.outcome === wanted;
  return says(
    stands,
    `${by.subject} decided ${task.id} (${JSON.stringify(asked.body)}), which is ${now?.status}`,
  );
};

const hasEvent = (
  { history }: Books,
  id: string,
  type: string,
  holds: (detail: Record<string, unknown>) => boolean,
) => history.some((entry) => entry.id === id && entry.type === type && holds(entry.detail ?? {}));

/** What each accepted answer promises of the state that everything comes to. */
const promises: Partial<Record<RouteName, Broken>> = {
  submitAppointment: ({ reply }, { appointments, history }) => {
    const { id } = (reply.body as { appointment: Appointment }).appointment;
    const there =
      appointments.some((one) => one.id === id) && history.some((one) => one.id === id && one.version === 1);
    return says(there, `the submission of ${id} was accepted and is not there`);
  },
  resubmitAppointment: ({ reply }, books) => {
    const { id, revision } = (reply.body as { appointment: Appointment }).appointment;
    const there = hasEvent(books, id, 'Resubmitted', (detail) => detail.revision === revision);
    return says(there, `revision ${revision} of ${id} was accepted and is not there`);
  },
  cancelAppointment: ({ reply }, { appointments }) => {
    const { id } = (reply.body as { appointment: Appointment }).appointment;
    const status = appointments.find((one) => one.id === id)?.status;
    return says(
      status === 'CANCELLED' || status === 'CANCELLING',
      `${id} was to be cancelled and is ${status}`,
    );
  },
  decideTask: (accepted, books) => decided((accepted.reply.body as { task: Task }).task, accepted, books),
  recordResults: (accepted, books) => decided((accepted.reply.body as { task: Task }).task, accepted, books),
  decideTasks: (accepted, books) => {
    const { items } = accepted.reply.body as { items: { ok: boolean; result: Task }[] };
    return items.flatMap(({ ok, result }) => (ok ? (decided(result, accepted, books) ?? []) : []))[0];
  },
  planShift: ({ reply }, { shifts }) => {
    const { id } = (reply.body as { shift: Shift }).shift;
    return says(
      shifts.some((shift) => shift.id === id),
      `the shift ${id} was planned and is not there`,
    );
  },
  reassignAppointment: ({ reply }, books) => {
    const { appointment } = reply.body as { appointment: Appointment };
    const to = 'assignment' in appointment ? appointment.assignment?.parts[0]?.shiftId : undefined;
    const there = hasEvent(books, appointment.id, 'Reassigned', (detail) => detail.to === to);
    return says(there, `${appointment.id} was moved to ${to}, and its history does not know`);
  },
};

/** Every accepted answer that the state does not bear out. */
export const brokenPromises = (accepted: readonly Accepted[], books: Books): string[] =>
  accepted.flatMap((one) => promises[one.route]?.(one, books) ?? []);

import type { Books } from '../books.ts';

/** Everything that had to be told was told. */
export const delivered = ({ undelivered }: Books): string[] =>
  undelivered.map(({ id, delivery }) => `outbox row ${id} (${delivery.kind}) stays undelivered`);

/** A decided task changed its appointment once; what changed an appointment as a decision is a decided task. */
export function decisions({ tasks, history }: Books): string[] {
  const told = history.flatMap(({ id, detail }) =>
    typeof detail?.task === 'string' ? [`${detail.task} ${detail.outcome} of ${id}`] : [],
  );
  const decided = tasks.flatMap((task) =>
    task.status === 'DECIDED' ? [`${task.id} ${task.decision.outcome} of ${task.appointmentId}`] : [],
  );
  return [
    ...decided
      .filter((one) => told.filter((other) => other === one).length !== 1)
      .map(
        (one) =>
          `decision ${one} stands in the history ${told.filter((other) => other === one).length} times`,
      ),
    ...told
      .filter((one) => !decided.includes(one))
      .map((one) => `the history knows of ${one}, the task does not`),
  ];
}

/** A token is kept for an appointment that there is. */
export const waits = ({ appointments, waits: all }: Books): string[] =>
  all
    .filter(({ appointmentId }) => !appointments.some(({ id }) => id === appointmentId))
    .map(({ appointmentId, wait }) => `the wait ${wait} is of ${appointmentId}, which there is not`);

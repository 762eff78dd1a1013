import { type Appointment, reached } from '#domain/appointments/appointment.ts';
import { classKey, classOf } from '#domain/dispatch/parking.ts';
import { instrumentKey } from '#domain/ledger/ledger.ts';
import { isOpen } from '#domain/tasks/task.ts';
import type { Books } from '../books.ts';

const over: Appointment['status'][] = ['RETURNED', 'COMPLETED', 'CANCELLED', 'FAILED'];
export const isOver = ({ status }: Appointment): boolean => over.includes(status);

const openOnes = ({ appointments }: Books) =>
  new Map(appointments.filter((one) => !isOver(one)).map((one) => [one.id, one]));

/** What every shift gives to appointments that have not ended early: `shift appointment minutes`. */
const partsTaken = ({ appointments }: Books) =>
  appointments
    .filter((one) => !isOver(one) || one.status === 'COMPLETED')
    .flatMap((one) =>
      (reached(one).assignment?.parts ?? []).map((part) => ({ ...part, appointmentId: one.id })),
    );

/** Minutes taken from a shift are those of the appointments assigned to it that did not end early. */
export const minutes = (books: Books): string[] =>
  books.shifts.flatMap((shift) => {
    const taken = partsTaken(books)
      .filter(({ shiftId }) => shiftId === shift.id)
      .reduce((sum, part) => sum + part.minutes, 0);
    return shift.remaining === shift.minutes - taken
      ? []
      : [`shift ${shift.id} has ${shift.remaining} of ${shift.minutes} minutes left, and ${taken} are taken`];
  });

/** Under a shift stands a job for each appointment that takes of it, and no other. */
export function jobs(books: Books): string[] {
  const wanted = partsTaken(books).map(
    ({ shiftId, appointmentId, minutes: of }) => `${shiftId} ${appointmentId} ${of}`,
  );
  const there = books.jobs.map((job) => `${job.teamId}-${job.date} ${job.appointmentId} ${job.minutes}`);
  return [
    ...there.filter((one) => !wanted.includes(one)).map((one) => `job ${one} is of no assignment`),
    ...wanted.filter((one) => !there.includes(one)).map((one) => `assignment ${one} has no job`),
  ];
}

/** Somebody waits in a queue exactly if the appointment says so, once, and in the place that it says. */
export function queue({ appointments, queue: entries }: Books): string[] {
  const wanted = appointments.flatMap((one) =>
    one.status === 'QUEUED' ? [`${one.institution} ${one.rankKey} ${one.id}`] : [],
  );
  const there = entries.map(
    ({ institution, rankKey, appointmentId }) => `${institution} ${rankKey} ${appointmentId}`,
  );
  return [
    ...there.filter((one) => !wanted.includes(one)).map((one) => `queue entry ${one} waits for nothing`),
    ...wanted
      .filter((one) => there.filter((other) => other === one).length !== 1)
      .map((one) => `${one} is in no queue, or in two`),
  ];
}

/** Whoever is parked is found: the class says that somebody is. A class without anybody is forgotten when it is next read. */
export function parked({ queue: entries, parkedClasses }: Books): string[] {
  const said = new Set(parkedClasses.map((one) => `${one.institution} ${classKey(one)}`));
  return entries
    .filter((entry) => entry.parked !== null && !said.has(`${entry.institution} ${classKey(classOf(entry))}`))
    .map(({ appointmentId }) => `${appointmentId} is parked in a class of which nothing is said`);
}

/** Nobody is asked to decide what has ended, or what was submitted anew. */
export function openTasks(books: Books): string[] {
  const open = openOnes(books);
  return books.tasks
    .filter(isOpen)
    .filter((task) => open.get(task.appointmentId)?.revision !== task.revision)
    .map((task) => `task ${task.id} is open, and there is nothing to decide any more`);
}

/** An instrument is taken by the open appointment that has it in a line, and every such one is taken. */
export function instruments(books: Books): string[] {
  const lines = [...openOnes(books).values()].flatMap((one) =>
    one.lines.map((line) => `${one.organisationCode} ${instrumentKey(line)} ${one.id}`),
  );
  const taken = books.instruments.flatMap(({ organisationCode, instrumentKey: key, openAppointment }) =>
    openAppointment ? [`${organisationCode} ${key} ${openAppointment}`] : [],
  );
  return [
    ...taken.filter((one) => !lines.includes(one)).map((one) => `instrument ${one} is taken for nothing`),
    ...lines.filter((one) => !taken.includes(one)).map((one) => `instrument ${one} is not taken`),
  ];
}

/** Whoever has not ended waits for a person until a due time, or for a team in the queue. */
export const waiting = ({ appointments, tasks }: Books): string[] =>
  appointments
    .filter((one) => !isOver(one) && one.status !== 'QUEUED')
    .filter((one) => !tasks.some((task) => isOpen(task) && task.appointmentId === one.id))
    .map((one) => `appointment ${one.id} is ${one.status} and waits for nobody`);

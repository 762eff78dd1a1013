import type { Appointment } from '#domain/appointments/appointment.ts';
import type { HistoryEventType } from '#domain/appointments/history.ts';
import type { Person } from '#domain/people/person.ts';
import type { Decision } from '#domain/tasks/outcome.ts';
import type { Instant } from '#domain/time/instant.ts';

/** By whom a decision was made, and when. */
export type Made = { by: Person; at: Instant };

/** What a decision does to the appointment, and the event of its history. */
export type Effect = { appointment: Appointment; event: HistoryEventType };

/** What the decisions of one step do. */
export type Apply = (appointment: Appointment, decision: Decision, made: Made) => Effect;

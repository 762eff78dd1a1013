import type { Assignment } from '#domain/appointments/parts.ts';
import type { Placement } from '#domain/dispatch/placement.ts';

/** A placement as the appointment keeps it: who comes, when, and why they. */
export const assignmentOf = ({ shift, team, minutes, explanation }: Placement, at: string): Assignment => ({
  teamId: team.id,
  teamName: team.name,
  date: shift.date,
  parts: [{ shiftId: shift.id, date: shift.date, minutes }],
  people: team.members,
  vehicle: shift.vehicle,
  explanation,
  at,
});

import { giveBack, type Shift } from '#domain/dispatch/capacity.ts';
import { versionConflict } from '#store/dynamodb/transaction.ts';

/**
 * The shift with the minutes of an appointment given back. An appointment and its shift are two reads: a shift that has
 * them already was given them between the two, and the appointment that was read is not the one that stands.
 * @throws Problem VersionConflict
 */
export function givenBack(shift: Shift, minutes: number): Shift {
  if (shift.remaining + minutes > shift.minutes) throw versionConflict();
  return giveBack(shift, minutes);
}

import type { DispatchRecords } from '#contract/events.ts';
import { type Capacity, EVER } from '#functions/use-cases/dispatch/parked.ts';
import { shiftId } from '#store/dispatch/shifts.ts';

type News = Pick<DispatchRecords['Records'][number], 'dynamodb'>;

/** Whose queue a record of the streams is news for: all that is to be known stands in the keys. */
export const institutionOf = ({ dynamodb: { Keys } }: News): string =>
  'queue' in Keys ? Keys.queue.S : Keys.institution.S;

/** The capacity that has come by these records; undefined where somebody has only come to wait. */
export function capacityOf(records: readonly News[]): Capacity | undefined {
  const come = records.flatMap(({ dynamodb: { Keys } }) => {
    if ('queue' in Keys) return [];
    // A shift gives room on its day, and a team that can do more or comes anew on any.
    if ('id' in Keys) return [{ until: EVER, team: Keys.id.S, shifts: [] }];
    const [until = EVER, team = ''] = Keys.item.S.split('#');
    return [{ until, team, shifts: [shiftId(team, until)] }];
  });
  if (come.length === 0) return undefined;
  return {
    until: come.reduce((latest, { until }) => (until > latest ? until : latest), ''),
    teams: [...new Set(come.map(({ team }) => team))],
    shifts: [...new Set(come.flatMap(({ shifts }) => shifts))],
  };
}

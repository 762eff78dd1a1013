import type { Bilingual } from '#domain/bilingual.ts';
import type { Team } from '#domain/dispatch/capacity.ts';
import { unfit } from '#domain/dispatch/placement.ts';
import type { QueueEntry } from '#domain/dispatch/queue.ts';
import type { Shelves } from '#functions/use-cases/dispatch/shelves.ts';

/** Why an entry found no place: nobody can ever do it, no shift is planned, or none has the time. */
export async function whyUnplaced(
  entry: QueueEntry,
  teams: ReadonlyMap<string, Team>,
  shelves: Shelves,
): Promise<Bilingual> {
  const reasons = [...teams.values()].map((team) => unfit(entry, team, team));
  const never = reasons.flatMap((reason) => reason ?? []);
  if (never.length === reasons.length && never.length > 0) {
    return { zh: never.map(({ zh }) => zh).join(''), en: never.map(({ en }) => en).join(' ') };
  }
  if (await shelves.hasRoom(entry)) {
    return {
      zh: `已排班次剩余时间不足（需 ${entry.minutes} 分钟，不含路程）。`,
      en: `No planned shift has enough time left (${entry.minutes} minutes without the road).`,
    };
  }
  return { zh: '尚无有空余时间的排班。', en: 'No shift with time left is planned.' };
}

import { createHash } from 'node:crypto';
import * as z from 'zod';
import { physicalName } from '#store/dynamodb/client.ts';
import { query, type Selection } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

const Wait = z.object({ appointmentId: z.string(), wait: z.string(), token: z.string() });

const KEPT_DAYS = 400;
const PAGE = 200;

/**
 * Keeps the token of a waiting execution. A wait may be given several, of which one lives: a row each, because who comes
 * last with a token need not come with the last one.
 */
export const saveToken = (appointmentId: string, wait: string, token: string, nowMs: number): Write => ({
  item: {
    Put: {
      TableName: physicalName('waits'),
      Item: {
        appointmentId,
        tokenKey: `${wait}#${createHash('sha256').update(token).digest('base64url')}`,
        wait,
        token,
        expiresAt: Math.floor(nowMs / 1000) + KEPT_DAYS * 86_400,
      },
    },
  },
  refused: versionConflict,
});

/** Every token that a wait was ever given; none when there is no such wait. */
export const listTokens = async (appointmentId: string, wait: string): Promise<string[]> =>
  (await waits(appointmentId, { sort: { name: 'tokenKey', beginsWith: `${wait}#` } })).map(
    ({ token }) => token,
  );

/** The waits of an appointment with their tokens: about as many as it has had steps. */
export const listWaits = (appointmentId: string): Promise<z.infer<typeof Wait>[]> => waits(appointmentId, {});

async function waits(
  appointmentId: string,
  { sort }: Pick<Selection, 'sort'>,
): Promise<z.infer<typeof Wait>[]> {
  const found: z.infer<typeof Wait>[] = [];
  let cursor: string | undefined;
  do {
    const page = await query(
      {
        table: 'waits',
        partition: ['appointmentId', appointmentId],
        ...(sort && { sort }),
        limit: PAGE,
        cursor,
      },
      Wait,
      ['tokenKey'],
    );
    found.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  return found;
}

import { createHash } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { documents, physicalName } from '#store/dynamodb/client.ts';
import { codec } from '#store/dynamodb/codec.ts';
import { queryAllRows, readable, type Selection } from '#store/dynamodb/rows.ts';

const Wait = z.object({
  appointmentId: z.string(),
  wait: z.string(),
  token: z.string(),
  expiresAt: z.int(),
});
type Wait = z.infer<typeof Wait>;

export const waits = codec({
  name: 'waits/wait',
  table: 'waits',
  schema: Wait,
  keys: ({ wait, token }) => ({
    tokenKey: `${wait}#${createHash('sha256').update(token).digest('base64url').slice(0, 22)}`,
  }),
});

const KEPT_DAYS = 400;

/**
 * Keeps the token of a waiting execution, by itself and before anything is decided about the wait: from then on, who
 * decides finds the token, and who keeps it reads what was decided. A wait may be given several, of which one lives: a
 * row each, because who comes last with a token need not come with the last one.
 */
export async function keepToken(
  appointmentId: string,
  wait: string,
  token: string,
  nowMs: number,
): Promise<void> {
  const expiresAt = Math.floor(nowMs / 1000) + KEPT_DAYS * 86_400;
  await documents.send(
    new PutCommand({
      TableName: physicalName('waits'),
      Item: waits.encode({ appointmentId, wait, token, expiresAt }),
    }),
  );
}

/** Every token that a wait was ever given; none when nobody has come to wait yet. */
export const listTokens = async (appointmentId: string, wait: string): Promise<string[]> =>
  (await found(appointmentId, { name: 'tokenKey', beginsWith: `${wait}#` })).map(({ token }) => token);

/** The waits of an appointment with their tokens: about as many as it has had steps. */
export const listWaits = (appointmentId: string): Promise<Wait[]> => found(appointmentId);

const found = async (appointmentId: string, sort?: Selection['sort']): Promise<Wait[]> =>
  readable(
    waits,
    await queryAllRows({
      table: 'waits',
      partition: ['appointmentId', appointmentId],
      ...(sort && { sort }),
    }),
  );

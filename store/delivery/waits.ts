import * as z from 'zod';
import { physicalName } from '#store/dynamodb/client.ts';
import { query, read } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

const Wait = z.object({ appointmentId: z.string(), wait: z.string(), token: z.string() });

const KEPT_DAYS = 400;

/** Keeps the token of a waiting execution. A later token of the same wait replaces it: only the last one counts. */
export const saveToken = (appointmentId: string, wait: string, token: string, nowMs: number): Write => ({
  item: {
    Put: {
      TableName: physicalName('waits'),
      Item: { appointmentId, wait, token, expiresAt: Math.floor(nowMs / 1000) + KEPT_DAYS * 86_400 },
    },
  },
  refused: versionConflict,
});

/** The token of a wait, or undefined when there is no such wait. */
export const findToken = async (appointmentId: string, wait: string): Promise<string | undefined> =>
  (await read('waits', { appointmentId, wait }, Wait))?.token;

/** The waits of an appointment with their tokens: as many as it has had steps. */
export const listWaits = async (appointmentId: string): Promise<z.infer<typeof Wait>[]> =>
  (await query({ table: 'waits', partition: ['appointmentId', appointmentId], limit: 200 }, Wait, ['wait']))
    .items;

import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { ServiceProblem } from '#contract/problems.ts';
import { Problem } from '#domain/problem.ts';
import { documents } from '#store/dynamodb/client.ts';
import { pause, random } from '#store/runtime/chance.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/**
 * One conditional write of a transaction, and what it means when its condition does not hold: given the row that
 * stood in the way (undefined when there is none), the error to throw.
 */
export type Write = { item: TransactItem; refused: (row: Record<string, unknown> | undefined) => Error };

/** DynamoDB takes at most so many writes in one transaction. */
export const MAXIMUM_WRITES = 100;

const ATTEMPTS = 5;
/** What passes by itself: another transaction on the same row, or a partition that is too busy for the moment. */
const PASSING = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

/** Whether an error is a cancelled transaction, or one that may still be under way after a lost answer. */
const isPassing = (error: unknown): boolean =>
  error instanceof TransactionInProgressException ||
  (error instanceof TransactionCanceledException &&
    (error.CancellationReasons ?? []).some(({ Code }) => PASSING.includes(Code ?? '')));

/**
 * Writes all or nothing. Of several conditions that fail, the first in the list decides the error. Conflicts with
 * other transactions are tried again, a bounded number of times.
 * @throws what the failed write's `refused` makes; ServiceProblem Unavailable when it stays busy.
 */
export async function commit(writes: readonly Write[]): Promise<void> {
  if (writes.length > MAXIMUM_WRITES)
    throw new RangeError(`${writes.length} writes are too many for one transaction`);
  for (let attempt = 1; ; attempt++) {
    try {
      await documents.send(new TransactWriteCommand({ TransactItems: writes.map(({ item }) => item) }));
      return;
    } catch (error) {
      const reasons = (error instanceof TransactionCanceledException && error.CancellationReasons) || [];
      const failed = reasons.findIndex(({ Code }) => Code === 'ConditionalCheckFailed');
      if (failed >= 0) {
        const row = reasons[failed]?.Item;
        throw writes[failed]?.refused(row && unmarshall(row)) ?? error;
      }
      if (!isPassing(error)) throw error;
      if (attempt === ATTEMPTS) throw new ServiceProblem('Unavailable', { cause: error });
      await pause(random() * 20 * 2 ** attempt);
    }
  }
}

export const versionConflict = (): Problem => new Problem('VersionConflict');

/**
 * Reads, decides and writes again when somebody else wrote in between: the decision is made anew on what now stands.
 * @throws Problem VersionConflict when that happens too often in a row.
 */
export async function withFreshRead<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'VersionConflict') || tries === ATTEMPTS) throw error;
    }
  }
}

import { TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fieldProblem, Problem } from '#domain/problem.ts';
import { physicalName } from '#store/dynamodb/client.ts';
import {
  commit,
  MAXIMUM_WRITES,
  versionConflict,
  type Write,
  withFreshRead,
} from '#store/dynamodb/transaction.ts';
import { useChance } from '#store/runtime/chance.ts';
import { cancelled, MemoryTables, throttled } from '#test/factories/memory-tables.ts';

let memory: MemoryTables;
beforeEach(() => {
  memory = new MemoryTables();
  useChance({ random: () => 0, pause: async () => {} });
});
afterEach(() => {
  useChance();
  memory.stub.restore();
});

const write = (id: string, refused: Write['refused'] = versionConflict): Write => ({
  item: { Put: { TableName: physicalName('outbox'), Item: { id } } },
  refused,
});
const attempts = () => memory.stub.commandCalls(TransactWriteCommand).length;

describe('a transaction that was cancelled', () => {
  it('is told by the first condition that failed, in the order of the writes', async () => {
    memory.fail(() => cancelled(['None', 'ConditionalCheckFailed', 'ConditionalCheckFailed']));
    const writes = ['a', 'b', 'c'].map((id) => write(id, () => new Error(`refused ${id}`)));
    await expect(commit(writes)).rejects.toThrow('refused b');
    expect(attempts()).toBe(1);
  });

  it('is told by a condition even when another transaction was in the way too', async () => {
    memory.fail(() => cancelled(['TransactionConflict', 'ConditionalCheckFailed']));
    await expect(commit([write('a'), write('b')])).rejects.toMatchObject({ code: 'VersionConflict' });
    expect(attempts()).toBe(1);
  });

  it('gives the refusal the row that stood in the way, as we know it', async () => {
    const row = { id: 'a', count: 3, names: ['x'] };
    memory.fail(() => cancelled([{ Code: 'ConditionalCheckFailed', Item: row }]));
    const seen = vi.fn(() => fieldProblem('/x', 'x', 'x.'));
    await expect(commit([write('a', seen)])).rejects.toMatchObject({ code: 'Validation' });
    expect(seen).toHaveBeenCalledWith(row);
  });

  it('gives the refusal nothing where nothing stood', async () => {
    memory.fail(() => cancelled(['ConditionalCheckFailed']));
    const seen = vi.fn(versionConflict);
    await expect(commit([write('a', seen)])).rejects.toBeInstanceOf(Problem);
    expect(seen).toHaveBeenCalledWith(undefined);
  });

  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'by %s is tried again until it is through',
    async (code) => {
      memory.fail(() => cancelled([code]), undefined, 4);
      await commit([write('a')]);
      expect(attempts()).toBe(5);
      expect(memory.all('outbox')).toEqual([{ id: 'a' }]);
    },
  );

  it('by others again and again is told as busy after five attempts', async () => {
    memory.fail(() => cancelled(['TransactionConflict']), undefined, 99);
    await expect(commit([write('a')])).rejects.toMatchObject({ code: 'Unavailable' });
    expect(attempts()).toBe(5);
    expect(memory.all('outbox')).toEqual([]);
  });

  it('for a reason that does not pass is not tried again', async () => {
    memory.fail(() => cancelled(['ItemCollectionSizeLimitExceeded']));
    await expect(commit([write('a')])).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    expect(attempts()).toBe(1);
  });
});

describe('a transaction that may have been written', () => {
  it('is tried again, and its own conditions tell whether it was', async () => {
    const inProgress = () => new TransactionInProgressException({ message: 'under way', $metadata: {} });
    memory.fail(inProgress);
    await commit([write('a')]);
    expect(attempts()).toBe(2);
  });

  it('is not tried again when the service refuses outright', async () => {
    memory.fail(throttled);
    await expect(commit([write('a')])).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(attempts()).toBe(1);
  });
});

describe('a transaction that is too large', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => write(String(index)));

  it('is never sent', async () => {
    await expect(commit(many(MAXIMUM_WRITES + 1))).rejects.toThrow(RangeError);
    expect(attempts()).toBe(0);
    await commit(many(MAXIMUM_WRITES));
    expect(attempts()).toBe(1);
  });
});

describe('a decision on a fresh read', () => {
  it('is made anew as long as somebody else was faster, and returned', async () => {
    const attempt = vi.fn().mockRejectedValueOnce(versionConflict()).mockRejectedValueOnce(versionConflict());
    attempt.mockResolvedValue('done');
    expect(await withFreshRead(attempt)).toBe('done');
    expect(attempt).toHaveBeenCalledTimes(3);
  });

  it('is given up after five', async () => {
    const attempt = vi.fn().mockRejectedValue(versionConflict());
    await expect(withFreshRead(attempt)).rejects.toMatchObject({ code: 'VersionConflict' });
    expect(attempt).toHaveBeenCalledTimes(5);
  });

  it('is made once when it is refused for another reason', async () => {
    const attempt = vi.fn().mockRejectedValue(new Problem('TaskClosed'));
    await expect(withFreshRead(attempt)).rejects.toMatchObject({ code: 'TaskClosed' });
    expect(attempt).toHaveBeenCalledTimes(1);
  });
});

describe('the name of a table', () => {
  it('is that of the environment; without one the function has no access', () => {
    expect(physicalName('waits')).toBe('test-waits');
    memory.actAs('api-tasks');
    expect(() => physicalName('waits')).toThrow('TABLE_WAITS is not set');
    memory.actAs(undefined);
  });
});

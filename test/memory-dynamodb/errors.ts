import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  TransactionCanceledException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Row } from './expressions.ts';

/** What DynamoDB answers when it is too busy, after the SDK has given up trying again. */
export const throttled = () =>
  new DynamoDBServiceException({
    name: 'ThrottlingException',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
    message: 'Throughput exceeds the current capacity of your table',
  });

/** A transaction that was cancelled for these reasons, one per write. */
export const cancelled = (codes: (string | { Code: string; Item?: Row })[]) =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: {},
    CancellationReasons: codes.map((code) =>
      typeof code === 'string'
        ? { Code: code }
        : { Code: code.Code, ...(code.Item && { Item: marshall(code.Item) }) },
    ),
  });

/** The same transaction is under way still: nobody knows yet how it ends. */
export const inProgress = () =>
  new TransactionInProgressException({ message: 'The transaction is already in progress', $metadata: {} });

export const conditionFailed = () =>
  new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });

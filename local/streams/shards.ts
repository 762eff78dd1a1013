import type { CallAwsJson } from '#local/aws-json.ts';

/** A record as the stream API gives it, which is also how Lambda passes it on. Numbers and bytes are in JSON form. */
export type StreamRecord = {
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  eventVersion: string;
  eventSource: string;
  awsRegion: string;
  dynamodb: { SequenceNumber: string; Keys: object; NewImage?: object; ApproximateCreationDateTime: number };
};

/** How far a stream was read: the shard, and the last record of it that was dealt with. */
export type Position = { readonly shard: string; readonly sequence: string | undefined };

/** Of a table's stream: what comes after a position, and where the next shard begins when one has ended. */
export type Shards = {
  readonly arn: string;
  first(): Promise<Position | undefined>;
  readAfter(position: Position): Promise<{ records: StreamRecord[]; closed: boolean }>;
  next(position: Position): Promise<Position | undefined>;
};

const STREAMS = 'DynamoDBStreams_20120810';
/** As many as one call may return. */
const PAGE = 1000;

export async function openShards(call: CallAwsJson, table: string): Promise<Shards> {
  type Table = { Table: { LatestStreamArn?: string } };
  const { Table } = await call<Table>('DynamoDB_20120810.DescribeTable', { TableName: table });
  const arn = Table.LatestStreamArn;
  if (!arn) throw new Error(`The table ${table} has no stream.`);

  /** Oldest first: the records of a parent come before those of its children. */
  const list = async (): Promise<string[]> => {
    type Description = { StreamDescription: { Shards?: { ShardId: string }[] } };
    const answer = await call<Description>(`${STREAMS}.DescribeStream`, { StreamArn: arn });
    return (answer.StreamDescription.Shards ?? []).map((shard) => shard.ShardId);
  };

  const iterator = async ({ shard, sequence }: Position): Promise<string> => {
    const from = sequence
      ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: sequence }
      : { ShardIteratorType: 'TRIM_HORIZON' };
    const input = { StreamArn: arn, ShardId: shard, ...from };
    return (await call<{ ShardIterator: string }>(`${STREAMS}.GetShardIterator`, input)).ShardIterator;
  };

  const start = (shard: string | undefined): Position | undefined =>
    shard === undefined ? undefined : { shard, sequence: undefined };

  return {
    arn,
    first: async () => start((await list())[0]),
    readAfter: async (position) => {
      type Page = { Records: StreamRecord[]; NextShardIterator?: string };
      const input = { ShardIterator: await iterator(position), Limit: PAGE };
      const page = await call<Page>(`${STREAMS}.GetRecords`, input);
      return { records: page.Records, closed: page.NextShardIterator === undefined };
    },
    next: async (position) => {
      const shards = await list();
      return start(shards[shards.indexOf(position.shard) + 1]);
    },
  };
}

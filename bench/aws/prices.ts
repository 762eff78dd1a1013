/** What AWS counts of a piece of work. */
export type Usage = {
  /** State transitions of Standard workflows: each state entered, and each retry. https://aws.amazon.com/step-functions/pricing/ */
  transitions: number;
  /** Calls of the DynamoDB API, each try of one. They cost by their units; their number is the time that they take. */
  requests: number;
  /** Write request units of tables. */
  writeUnits: number;
  /** Write request units of indexes. */
  indexWriteUnits: number;
  /** Read request units. Reads of a stream by Lambda are free. https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  readUnits: number;
  invocations: number;
  gigabyteSeconds: number;
  /** Requests that reach a function through the HTTP API. */
  httpRequests: number;
  /** Bytes that go into CloudWatch Logs. */
  logBytes: number;
};

const MILLION = 1_000_000;

/** List prices of us-east-1 in dollars, the part that is paid for at any volume: no free tier, no discount. */
const prices: Readonly<Record<keyof Usage, number>> = {
  transitions: 25 / MILLION,
  requests: 0,
  writeUnits: 0.625 / MILLION,
  indexWriteUnits: 0.625 / MILLION,
  readUnits: 0.125 / MILLION,
  invocations: 0.2 / MILLION,
  gigabyteSeconds: 13.3334 / MILLION,
  httpRequests: 1 / MILLION,
  logBytes: 0.5 / 1024 ** 3,
};

const counted = Object.keys(prices) as readonly (keyof Usage)[];

export const nothing = (): Usage => Object.fromEntries(counted.map((kind) => [kind, 0])) as Usage;

export const plus = (one: Usage, other: Partial<Usage>): Usage =>
  Object.fromEntries(counted.map((kind) => [kind, one[kind] + (other[kind] ?? 0)])) as Usage;

/** What it costs by list price, by what is counted and in all. */
export function dollars(usage: Usage): { of: Usage; total: number } {
  const of = Object.fromEntries(counted.map((kind) => [kind, usage[kind] * prices[kind]])) as Usage;
  return { of, total: counted.reduce((sum, kind) => sum + of[kind], 0) };
}

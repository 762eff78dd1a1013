import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { emulate } from '#local/functions/emulated.ts';

const asked: (string | undefined)[] = [];
const server = createServer(({ headers }, response) => {
  asked.push(headers.authorization);
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
  response.end('{"TableNames":[]}');
});
const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const own = {
  region: 'cn-northwest-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
};

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
beforeEach(() => {
  asked.length = 0;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

it('leads a client to the emulator of this run, with a signature of the right form, and back', async () => {
  const client = new DynamoDBClient({ ...own, endpoint: endpoint() });
  const back = emulate(client, endpoint());
  await client.send(new ListTablesCommand());
  back();
  await client.send(new ListTablesCommand());
  expect(asked).toEqual([
    expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=.*, Signature=local$/),
    expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=.*, Signature=[0-9a-f]{64}$/),
  ]);
  client.destroy();
});

it('leads it to the next run although it has asked the one before', async () => {
  const client = new DynamoDBClient(own);
  const back = emulate(client, endpoint());
  await client.send(new ListTablesCommand());
  back();
  emulate(client, 'http://127.0.0.1:9');
  await expect(client.send(new ListTablesCommand())).rejects.toThrow('ECONNREFUSED');
  expect(asked).toHaveLength(1);
  client.destroy();
});

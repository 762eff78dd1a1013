/** The AWS JSON protocol without a client library: an operation of a service that does not check signatures. */
export type CallAwsJson = <Output>(target: string, input: object) => Promise<Output>;

class AwsJsonError extends Error {
  constructor(type: string, message: string) {
    super(message);
    this.name = type.split('#').at(-1) ?? type;
  }
}

/** Emulators look at the form of a signature only. */
export const UNSIGNED = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
  'x-amz-date': '20200101T000000Z',
};

/** Calls operations at an endpoint; `target` is for example `DynamoDB_20120810.ListTables`. */
export const awsJson =
  (endpoint: string): CallAwsJson =>
  async <Output>(target: string, input: object): Promise<Output> => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { ...UNSIGNED, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(10_000),
    });
    const body = (await response.json()) as Output & { __type?: string; message?: string };
    if (!response.ok) throw new AwsJsonError(body.__type ?? `HTTP ${response.status}`, body.message ?? '');
    return body;
  };

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { UNSIGNED } from '#local/aws-json.ts';

type Client = {
  readonly config: Pick<
    (DynamoDBClient | SFNClient)['config'],
    'endpointProvider' | 'ignoreConfiguredEndpointUrls' | 'logger' | 'signer'
  >;
};

/** Writes a signature of the form that emulators look at, without the hashes of a real one. */
const signer = async () => ({
  sign: async <Request extends object>(request: Request): Promise<Request> => {
    Object.assign((request as { headers?: object }).headers ?? {}, UNSIGNED);
    return request;
  },
});

/**
 * Points a client to an emulator of this run, which another run in the same process (a test of a restart) has elsewhere.
 * What the SDK does for each request that only AWS needs is left out: the signature, the rules by which an endpoint is
 * found, and copies of what goes in and out for a logger that writes nothing.
 * @returns puts the earlier configuration back
 */
export function emulate({ config }: Client, endpoint: string): () => void {
  const { endpointProvider, ignoreConfiguredEndpointUrls, logger, signer: earlier } = config;
  const found = { url: new URL(endpoint) };
  Object.assign(config, {
    endpointProvider: () => found,
    ignoreConfiguredEndpointUrls: true,
    logger: undefined,
    signer,
  });
  return () =>
    void Object.assign(config, { endpointProvider, ignoreConfiguredEndpointUrls, logger, signer: earlier });
}

import { environmentOf, machines, machineVariable, type Variable } from '#contract/index.ts';
import { tableNames, tableVariable } from '#contract/table-names.ts';
import { type Contract, namesOf } from '#local/contract.ts';
import { AUDIENCE, machineArn, REGION, tablePhysicalName } from '#local/names.ts';

export type Endpoints = {
  readonly dynamodb: string;
  readonly states: string;
  /** `iss` of tokens. */
  readonly issuer: string;
  /** Where the keys that verify tokens are. */
  readonly keys: string;
};

/**
 * Gives this process the environment of every function at once, and the variables that the AWS SDK itself reads, so
 * that no handler needs to know that it runs here. To be called before a handler is imported.
 * @returns puts the earlier environment back
 */
export function setEnvironment({ functions }: Contract, endpoints: Endpoints): () => void {
  const values: Record<Variable, string> = {
    ...named(tableNames, tableVariable, tablePhysicalName),
    ...named(namesOf(machines), machineVariable, machineArn),
    METRIC_NAMESPACE: 'Greenlane/local',
    OIDC_ISSUER: endpoints.issuer,
    OIDC_AUDIENCE: AUDIENCE,
    OIDC_JWKS: endpoints.keys,
  };
  const restore = assign({
    ...values,
    ...sdkVariables(endpoints),
    // The log of functions is for their operators; here it would bury the start screen.
    POWERTOOLS_LOG_LEVEL: process.env.POWERTOOLS_LOG_LEVEL ?? 'WARN',
    POWERTOOLS_SERVICE_NAME: 'greenlane',
  });
  for (const name of namesOf(functions)) environmentOf(name).parse(process.env);
  return restore;
}

const named = <Name extends string, Key extends string>(
  names: readonly Name[],
  variable: (name: Name) => Key,
  value: (name: Name) => string,
) => Object.fromEntries(names.map((name) => [variable(name), value(name)])) as Record<Key, string>;

const sdkVariables = ({ dynamodb, states }: Endpoints) => ({
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  // Whatever account the person at this machine is signed in to has no part in this.
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
  AWS_ENDPOINT_URL_SFN: states,
});

function assign(values: Record<string, string | undefined>): () => void {
  const before = Object.fromEntries(Object.keys(values).map((name) => [name, process.env[name]]));
  const put = (wanted: Record<string, string | undefined>) => {
    for (const [name, value] of Object.entries(wanted)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  put(values);
  return () => put(before);
}

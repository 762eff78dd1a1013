import * as z from 'zod';
import { tableVariable } from '#contract/table-names.ts';
import { functions } from './functions.ts';
import type { FunctionName, MachineName } from './types.ts';

/** The environment variable that holds a machine's ARN: `fee-waiver` is in `MACHINE_FEE_WAIVER`. */
export const machineVariable = (machine: MachineName): string =>
  `MACHINE_${machine.toUpperCase().replaceAll('-', '_')}`;

/** The names of the variables that a function is given: one for each thing it is granted, and no others. */
export function variablesOf(name: FunctionName): string[] {
  const { tables, starts = [], publishes, signIn } = functions[name];
  return [
    ...(Object.keys(tables) as (keyof typeof tables)[]).map(tableVariable),
    ...starts.map(machineVariable),
    ...(publishes ? ['EVENT_BUS'] : []),
    ...(signIn ? ['OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_JWKS'] : []),
  ];
}

/** The schema of a function's environment, for the constructs and the local run to fill and the tests to hold. */
export const environmentOf = (name: FunctionName) =>
  z.object(Object.fromEntries(variablesOf(name).map((variable) => [variable, z.string().min(1)])));

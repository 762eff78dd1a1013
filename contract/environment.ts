import * as z from 'zod';
import { type TableVariable, tableVariable } from '#contract/table-names.ts';
import { functions } from './functions.ts';
import type { FunctionName, MachineName } from './types.ts';

type Underscored<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}_${Underscored<Rest>}`
  : Name;
type MachineVariable = `MACHINE_${Uppercase<Underscored<MachineName>>}`;

/** Every variable that a function may be given. Who starts functions has a value for each, or does not compile. */
export type Variable =
  | TableVariable
  | MachineVariable
  | 'METRIC_NAMESPACE'
  | 'OIDC_ISSUER'
  | 'OIDC_AUDIENCE'
  | 'OIDC_JWKS';

/** The environment variable that holds a machine's ARN: `fee-waiver` is in `MACHINE_FEE_WAIVER`. */
export const machineVariable = (machine: MachineName): MachineVariable =>
  `MACHINE_${machine.toUpperCase().replaceAll('-', '_') as Uppercase<Underscored<MachineName>>}`;

/** The names of the variables that a function is given: one for each thing it is granted, and where it counts. */
export function variablesOf(name: FunctionName): Variable[] {
  const { tables, starts = [], signIn } = functions[name];
  return [
    ...(Object.keys(tables) as (keyof typeof tables)[]).map(tableVariable),
    ...starts.map(machineVariable),
    'METRIC_NAMESPACE',
    ...(signIn ? (['OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_JWKS'] as const) : []),
  ];
}

/** The schema of a function's environment, for the constructs and the local run to fill and the tests to hold. */
export const environmentOf = (name: FunctionName) =>
  z.object(Object.fromEntries(variablesOf(name).map((variable) => [variable, z.string().min(1)])));

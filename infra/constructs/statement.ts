import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import * as grants from '../grants.ts';

/** The alias under which executions are started: a rollback points it at the version before (docs/deploying.md). */
export const liveAlias = 'live';

export const allow = (actions: readonly string[], resources: string[]): PolicyStatement =>
  new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources });

/**
 * Leave to start executions of a machine, under the alias only. IAM looks at the ARN of the machine even where an
 * execution is started under an alias; the alias is a condition.
 * https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
 */
export const allowStart = (machineArn: string): PolicyStatement =>
  new PolicyStatement({
    actions: [...grants.startActions],
    resources: [machineArn],
    conditions: { 'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': [liveAlias] } },
  });

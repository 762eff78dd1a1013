import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * A finding of a checker that stands, on the narrowest construct that has it, with the reason why.
 * The reasons are in the cloud assembly, with the construct's path: cdk.out/*.metadata.json.
 */
export const acknowledge = (construct: IConstruct, id: string, reason: string): void =>
  Validations.of(construct).acknowledge({ id: `AwsSolutions-${id}`, reason });

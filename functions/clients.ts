import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';

/** One client a process; endpoints, region and credentials are the environment's, as the SDK reads them itself. */
export const stepFunctions = new SFNClient({ maxAttempts: 4 });
export const events = new EventBridgeClient({ maxAttempts: 4 });

/** An environment variable that the topology gives. @throws Error when it is missing: the function was not granted it. */
export function environment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: this function was not granted what it stands for`);
  return value;
}

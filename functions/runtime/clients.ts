import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';

/** One client a process; endpoints, region and credentials are the environment's, as the SDK reads them itself. */
export const stepFunctions = new SFNClient({ maxAttempts: 4 });
export const events = new EventBridgeClient({ maxAttempts: 4 });

import { SFNClient } from '@aws-sdk/client-sfn';

/** One client a process; endpoint, region and credentials are the environment's, as the SDK reads them itself. */
export const stepFunctions = new SFNClient({ maxAttempts: 4 });

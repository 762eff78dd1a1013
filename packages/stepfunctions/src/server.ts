import { parseArgs } from 'node:util';
import { MovableClock } from './clock.ts';
import { openStepFunctions } from './index.ts';
import { lambdaEndpoint } from './integrations/lambda-endpoint.ts';

const USAGE = `Usage: durable-stepfunctions-jsonata [options]

  --port N                   port to listen on (default 8083)
  --host HOST                address to listen on (default 127.0.0.1)
  --db FILE                  where executions are kept (default stepfunctions.db)
  --memory                   keep nothing
  --region REGION            default us-east-1
  --account ID               default 123456789012
  --lambda-endpoint URL      where Lambda functions are invoked
  --dynamodb-endpoint URL    --events-endpoint URL    --sqs-endpoint URL    --sns-endpoint URL
`;

/** The engine alone: an address for the unmodified AWS SDK and CLI. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8083' },
      host: { type: 'string', default: '127.0.0.1' },
      db: { type: 'string', default: 'stepfunctions.db' },
      memory: { type: 'boolean', default: false },
      region: { type: 'string' },
      account: { type: 'string' },
      'lambda-endpoint': { type: 'string' },
      'dynamodb-endpoint': { type: 'string' },
      'events-endpoint': { type: 'string' },
      'sqs-endpoint': { type: 'string' },
      'sns-endpoint': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const lambda = values['lambda-endpoint'];
  const named = (['dynamodb', 'events', 'sqs', 'sns'] as const).flatMap((name) => {
    const url = values[`${name}-endpoint`];
    return url === undefined ? [] : [[name, url] as const];
  });
  const engine = await openStepFunctions({
    database: values.memory ? ':memory:' : values.db,
    clock: new MovableClock({ flowing: true }),
    ...(values.region === undefined ? {} : { region: values.region }),
    ...(values.account === undefined ? {} : { accountId: values.account }),
    invokeFunction: lambda === undefined ? noEndpoint : lambdaEndpoint(lambda),
    endpoints: Object.fromEntries(named),
    logger: console,
  });
  const { url } = await engine.listen(Number(values.port), values.host);
  console.log(`Step Functions listens at ${url}`);
  const close = (): void => void engine.close().then(() => process.exit(0));
  process.once('SIGINT', close);
  process.once('SIGTERM', close);
}

async function noEndpoint(functionArn: string): Promise<never> {
  throw new Error(`${functionArn} cannot be invoked: start the engine with --lambda-endpoint URL.`);
}

await main();

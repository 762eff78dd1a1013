/** How a Task's Resource is run. https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html */
type Pattern = 'request' | 'sync' | 'waitForTaskToken';

export interface Resource {
  /** A Lambda function's own ARN; its events are LambdaFunction*, not Task*. */
  kind: 'function' | 'service';
  /** `lambda`, `states`, `dynamodb`, `aws-sdk:dynamodb`, … */
  service: string;
  /** As the history names it: `invoke.waitForTaskToken`, `startExecution.sync:2`. */
  resource: string;
  action: string;
  pattern: Pattern;
  /** `.sync:2` gives the nested output as JSON, `.sync` as a string. */
  parsedOutput: boolean;
}

const FUNCTION = /^arn:[a-z-]+:lambda:[a-z0-9-]*:[a-z0-9-]*:function:[^:]+(:[^:]+)?$/;
const SERVICE =
  /^arn:[a-z-]+:states:[a-z0-9-]*:\d*:(aws-sdk:[a-zA-Z0-9]+|[a-zA-Z0-9]+):([a-zA-Z0-9]+)(\.[a-zA-Z]+(?::2)?)?$/;

/** Reads a Resource; undefined when it is of a kind that does not exist or is not run here. */
export function parseResource(arn: string): Resource | undefined {
  if (FUNCTION.test(arn))
    return {
      kind: 'function',
      service: 'lambda',
      resource: arn,
      action: 'invoke',
      pattern: 'request',
      parsedOutput: false,
    };
  const [, service, action, suffix = ''] = SERVICE.exec(arn) ?? [];
  if (service === undefined || action === undefined || service === 'activity') return undefined;
  const pattern = patternOf(suffix);
  if (!pattern) return undefined;
  return {
    kind: 'service',
    service,
    resource: action + suffix,
    action,
    pattern,
    parsedOutput: suffix === '.sync:2',
  };
}

function patternOf(suffix: string): Pattern | undefined {
  if (suffix === '') return 'request';
  if (suffix === '.sync' || suffix === '.sync:2') return 'sync';
  return suffix === '.waitForTaskToken' ? 'waitForTaskToken' : undefined;
}

/** The services and actions that are run, and the patterns of each. */
const SUPPORTED: Record<string, readonly Pattern[]> = {
  'lambda:invoke': ['request', 'waitForTaskToken'],
  'states:startExecution': ['request', 'sync', 'waitForTaskToken'],
  'dynamodb:getItem': ['request'],
  'dynamodb:putItem': ['request'],
  'dynamodb:updateItem': ['request'],
  'dynamodb:deleteItem': ['request'],
  'events:putEvents': ['request', 'waitForTaskToken'],
  'sqs:sendMessage': ['request', 'waitForTaskToken'],
  'sns:publish': ['request', 'waitForTaskToken'],
};

export function isSupported(resource: Resource): boolean {
  if (resource.kind === 'function') return true;
  if (resource.service === 'aws-sdk:dynamodb') return resource.pattern !== 'sync';
  return SUPPORTED[`${resource.service}:${resource.action}`]?.includes(resource.pattern) ?? false;
}

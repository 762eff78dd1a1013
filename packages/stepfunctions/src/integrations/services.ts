import type { ExecutionEvent } from '../core/events.ts';
import type { Resource } from '../language/resource.ts';
import type { Json } from '../language/types.ts';
import { asText, failed, requestId, sdkMetadata, sorted, succeeded, type TaskCall } from './outcome.ts';
import { element, jsonRequest, queryRequest, WireError } from './wire.ts';

/** Where the other services answer; without an address their tasks fail and say so. */
export interface Endpoints {
  dynamodb?: string;
  events?: string;
  sqs?: string;
  sns?: string;
}

type Answer = { [key: string]: Json };

/** How errors of a service are named: `DynamoDB.X` by its own integration, `DynamoDb.X` through `aws-sdk`. */
const PREFIX: Record<string, string> = {
  dynamodb: 'DynamoDB',
  'aws-sdk:dynamodb': 'DynamoDb',
  events: 'EventBridge',
  sqs: 'SQS',
  sns: 'SNS',
};

/** Calls a service over its own protocol. https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html */
export async function runService(
  call: TaskCall,
  resource: Resource,
  endpoints: Endpoints,
  region: string,
): Promise<ExecutionEvent> {
  const prefix = PREFIX[resource.service] ?? resource.service;
  try {
    const address = (name: keyof Endpoints): string => {
      const endpoint = endpoints[name];
      if (endpoint === undefined)
        throw new WireError(
          'SdkClientException',
          `No endpoint for ${name} was given to the local engine.`,
          0,
        );
      return endpoint;
    };
    switch (resource.service) {
      case 'dynamodb':
        return succeeded(call, await withMetadata(call, dynamodb(call, address('dynamodb'), region)));
      case 'aws-sdk:dynamodb':
        return succeeded(call, await dynamodb(call, address('dynamodb'), region));
      case 'events':
        return await putEvents(call, address('events'), region);
      case 'sqs':
        return succeeded(call, await withMetadata(call, sendMessage(call, address('sqs'), region)));
      case 'sns':
        return succeeded(call, await withMetadata(call, publish(call, address('sns'), region)));
      default:
        return failed(
          call,
          'States.Runtime',
          `The service ${resource.service} is not run by the local engine.`,
        );
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return failed(
      call,
      `${prefix}.${exceptionName(resource.service, error)}`,
      causeOf(call, resource.service, error),
    );
  }
}

function dynamodb(call: TaskCall, endpoint: string, region: string): Promise<Answer> {
  const operation = call.action.charAt(0).toUpperCase() + call.action.slice(1);
  const target = `DynamoDB_20120810.${operation}`;
  return jsonRequest({ endpoint, service: 'dynamodb', region, target, version: '1.0' }, call.parameters);
}

/** Entries carry the machine and the execution as resources, in this order, and one refused entry fails the whole task. */
async function putEvents(call: TaskCall, endpoint: string, region: string): Promise<ExecutionEvent> {
  const entries = Array.isArray(call.parameters.Entries) ? call.parameters.Entries : [];
  const Entries = entries.map((entry): Json => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry;
    const Detail = asText(entry.Detail);
    const resources = Array.isArray(entry.Resources) ? entry.Resources : [];
    return {
      ...entry,
      ...(Detail === undefined ? {} : { Detail }),
      Resources: [...resources, call.stateMachineArn, call.executionArn],
    };
  });
  const wire = {
    endpoint,
    service: 'events',
    region,
    target: 'AWSEvents.PutEvents',
    version: '1.1',
  } as const;
  const answer = await jsonRequest(wire, { ...call.parameters, Entries });
  if (answer.FailedEntryCount) return failed(call, 'EventBridge.FailedEntry', JSON.stringify(answer));
  return succeeded(call, await withMetadata(call, Promise.resolve(answer)));
}

async function sendMessage(call: TaskCall, endpoint: string, region: string): Promise<Answer> {
  const MessageBody = asText(call.parameters.MessageBody);
  const wire = { endpoint, service: 'sqs', region, target: 'AmazonSQS.SendMessage', version: '1.0' } as const;
  return jsonRequest(wire, { ...call.parameters, ...(MessageBody === undefined ? {} : { MessageBody }) });
}

/** SNS speaks the query protocol: a form in, XML out. */
async function publish(call: TaskCall, endpoint: string, region: string): Promise<Answer> {
  const { MessageAttributes, ...rest } = call.parameters;
  const form: Record<string, string> = { Action: 'Publish', Version: '2010-03-31' };
  for (const [name, value] of Object.entries(rest)) form[name] = asText(value) ?? '';
  for (const [index, [name, attribute]] of Object.entries(MessageAttributes ?? {}).entries()) {
    const { DataType, StringValue } = (attribute ?? {}) as Record<string, string>;
    const at = `MessageAttributes.entry.${index + 1}`;
    form[`${at}.Name`] = name;
    form[`${at}.Value.DataType`] = DataType ?? 'String';
    form[`${at}.Value.StringValue`] = StringValue ?? '';
  }
  const xml = await queryRequest({ endpoint, service: 'sns', region }, form);
  const sequence = element(xml, 'SequenceNumber');
  return {
    MessageId: element(xml, 'MessageId') ?? '',
    ...(sequence === undefined ? {} : { SequenceNumber: sequence }),
  };
}

async function withMetadata(call: TaskCall, answer: Promise<Answer>): Promise<Answer> {
  const body = await answer;
  const length = String(Buffer.byteLength(JSON.stringify(body)));
  return sorted({
    ...body,
    ...sdkMetadata(call, {
      connection: 'keep-alive',
      'Content-Length': length,
      'Content-Type': 'application/x-amz-json-1.0',
    }),
  });
}

/** Codes that a service answers with but does not model; AWS's SDK for Java gives them the service's general exception. */
const UNMODELLED = new Set([
  'ValidationException',
  'MissingParameter',
  'InvalidParameterValue',
  'AccessDeniedException',
]);
const GENERAL: Record<string, string> = {
  dynamodb: 'AmazonDynamoDBException',
  'aws-sdk:dynamodb': 'DynamoDbException',
  sqs: 'AmazonSQSException',
  sns: 'AmazonSNSException',
};

function exceptionName(service: string, error: WireError): string {
  const general = GENERAL[service];
  if (general !== undefined && UNMODELLED.has(error.name)) return general;
  return error.name.endsWith('Exception') ? error.name : `${error.name}Exception`;
}

/** The first generation of AWS's Java SDK wrote causes with semicolons; its integrations still show them. */
function causeOf(call: TaskCall, service: string, error: WireError): string {
  if (error.status === 0) return error.message;
  const id = requestId(call);
  if (service === 'aws-sdk:dynamodb')
    return `${error.message} (Service: DynamoDb, Status Code: ${error.status}, Request ID: ${id})`;
  const names: Record<string, string> = {
    dynamodb: 'AmazonDynamoDBv2',
    sqs: 'AmazonSQS',
    sns: 'AmazonSNS',
    events: 'AmazonCloudWatchEvents',
  };
  return `${error.message} (Service: ${names[service]}; Status Code: ${error.status}; Error Code: ${error.name}; Request ID: ${id}; Proxy: null)`;
}

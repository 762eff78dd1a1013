import { isObject } from '../language/diagnostics.ts';
import { parseResource } from '../language/resource.ts';
import type { Json } from '../language/types.ts';

/** How closely a mocked result is held against the API that it stands for. */
export type Mode = 'STRICT' | 'PRESENT' | 'NONE';

type Shape = 'string' | 'number' | 'boolean' | { list: Shape } | { map: Shape } | Fields;
interface Fields {
  fields: Record<string, Shape>;
  required?: string[];
}

const capacity: Fields = {
  fields: { CapacityUnits: 'number', ReadCapacityUnits: 'number', WriteCapacityUnits: 'number' },
};
const attribute: Fields = {
  fields: {
    S: 'string',
    N: 'string',
    B: 'string',
    BOOL: 'boolean',
    NULL: 'boolean',
    SS: { list: 'string' },
    NS: { list: 'string' },
    BS: { list: 'string' },
  },
};
const dynamodb: Fields = {
  fields: {
    Item: { map: attribute },
    Attributes: { map: attribute },
    Items: { list: { map: attribute } },
    Count: 'number',
    ScannedCount: 'number',
    ConsumedCapacity: { fields: { ...capacity.fields, TableName: 'string', Table: capacity } },
  },
};

/** The members of the answers, as the services' API references have them. */
const ANSWERS: Record<string, Fields> = {
  'lambda:invoke': {
    fields: {
      StatusCode: 'number',
      FunctionError: 'string',
      LogResult: 'string',
      Payload: 'string',
      ExecutedVersion: 'string',
    },
  },
  'states:startExecution': {
    fields: { ExecutionArn: 'string', StartDate: 'string' },
    required: ['ExecutionArn', 'StartDate'],
  },
  'events:putEvents': {
    fields: {
      FailedEntryCount: 'number',
      Entries: { list: { fields: { EventId: 'string', ErrorCode: 'string', ErrorMessage: 'string' } } },
    },
  },
  'sqs:sendMessage': { fields: { MessageId: 'string', SequenceNumber: 'string' } },
  'sns:publish': { fields: { MessageId: 'string', SequenceNumber: 'string' } },
};

/**
 * What speaks against a mocked result: a member of another type than the API's and, when strict, a missing one.
 * Members that the API does not have are never looked at; nor is the output of a task that waits for its token or for
 * the end of what it started, which is no answer of the API.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_MockInput.html
 */
export function mockProblem(arn: string, result: Json, mode: Mode): string | undefined {
  const resource = parseResource(arn);
  if (mode === 'NONE' || resource?.kind !== 'service' || resource.pattern !== 'request') return undefined;
  const answer = resource.service.endsWith('dynamodb')
    ? dynamodb
    : ANSWERS[`${resource.service}:${resource.action}`];
  return answer && isObject(result) ? problemIn(answer, result, mode === 'STRICT') : undefined;
}

function problemIn({ fields, required = [] }: Fields, value: object, strict: boolean): string | undefined {
  const missing = strict ? required.find((name) => !(name in value)) : undefined;
  if (missing !== undefined) return `Required field '${missing}' is missing`;
  for (const [name, item] of Object.entries(value)) {
    const shape = fields[name];
    const problem = shape && problemOf(shape, name, item, strict);
    if (problem) return problem;
  }
  return undefined;
}

function problemOf(shape: Shape, name: string, value: unknown, strict: boolean): string | undefined {
  if (typeof shape === 'string')
    return typeof value === shape ? undefined : `Field '${name}' must be a ${shape}`;
  if ('list' in shape) {
    if (!Array.isArray(value)) return `Field '${name}' must be an array`;
    return first(value.map((item) => problemOf(shape.list, name, item, strict)));
  }
  if (!isObject(value)) return `Field '${name}' must be an object`;
  if ('fields' in shape) return problemIn(shape, value, strict);
  return first(Object.entries(value).map(([key, item]) => problemOf(shape.map, key, item, strict)));
}

const first = (problems: (string | undefined)[]): string | undefined => problems.find(Boolean);

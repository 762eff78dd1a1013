import { refusal, ServiceError, validationError } from './errors.ts';

/** Reads the members of a request; what is missing or of the wrong type is answered as AWS does. */
export class Input {
  readonly #members: Record<string, unknown>;

  constructor(value: unknown) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new ServiceError('SerializationException', 'The request must be a JSON object.');
    this.#members = Object.fromEntries(Object.entries(value));
  }

  required(member: string): string {
    const value = this.string(member);
    if (value === undefined) throw validationError(member, null, 'Member must not be null');
    return value;
  }

  string(member: string): string | undefined {
    const value = this.#members[member];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw this.#wrongType(member, 'STRING_VALUE');
    return value;
  }

  number(member: string): number | undefined {
    const value = this.#members[member];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'number') throw this.#wrongType(member, 'NUMBER_VALUE');
    return value;
  }

  boolean(member: string): boolean | undefined {
    const value = this.#members[member];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'boolean') throw this.#wrongType(member, 'BOOLEAN_VALUE');
    return value;
  }

  object(member: string): Record<string, unknown> | undefined {
    const value = this.#members[member];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) throw this.#wrongType(member, 'STRUCTURE');
    return Object.fromEntries(Object.entries(value));
  }

  list(member: string): unknown[] | undefined {
    const value = this.#members[member];
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value)) throw this.#wrongType(member, 'LIST');
    return value;
  }

  /** `maxResults` as every list of the API reads it: 0 or nothing means 100. */
  pageSize(): number {
    const size = this.number('maxResults') ?? 0;
    if (size < 0 || size > 1000)
      throw validationError('maxResults', size, 'Member must have value less than or equal to 1000');
    return size === 0 ? 100 : size;
  }

  #wrongType(member: string, expected: string): ServiceError {
    return new ServiceError(
      'SerializationException',
      `The member '${member}' can not be converted to ${expected}.`,
    );
  }
}

/** A page of a list: tokens say where the next page begins, and are checked to be ours. */
export function page<T>(items: readonly T[], input: Input): { items: T[]; nextToken?: string } {
  const from = offsetOf(input.string('nextToken'));
  const size = input.pageSize();
  const next = from + size;
  return { items: items.slice(from, next), ...(next < items.length ? { nextToken: tokenAt(next) } : {}) };
}

export function tokenAt(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString('base64');
}

export function offsetOf(token: string | undefined, longest = 1024): number {
  if (token === undefined) return 0;
  if (token.length > longest)
    throw validationError('nextToken', token, `Member must have length less than or equal to ${longest}`);
  try {
    const { offset } = JSON.parse(Buffer.from(token, 'base64').toString('utf8')) as { offset: unknown };
    if (typeof offset === 'number' && Number.isInteger(offset) && offset >= 0) return offset;
  } catch {
    // Not one of our tokens; answered below.
  }
  throw refusal('InvalidToken', 'Invalid token');
}

/** The API's timestamps: seconds since 1970 with milliseconds as the fraction. */
export const seconds = (milliseconds: number): number => milliseconds / 1000;

const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
export function checkName(name: string): string {
  if (name.length === 0 || name.length > 80)
    throw validationError(
      'name',
      name,
      `Member must have length ${name.length ? 'less' : 'greater'} than or equal to ${name.length ? 80 : 1}`,
    );
  if (!NAME.test(name)) throw refusal('InvalidName', name);
  return name;
}

import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import { JavaRandom } from './java-random.ts';
import { isFunction } from './json.ts';
import type { Json } from './types.ts';

/** What an evaluation may know of the world: time and chance are handed in, so that a step can be repeated. */
export interface Surroundings {
  /** Milliseconds since 1970, as `$now` and `$millis` see it. */
  now: number;
  /** The next unseeded number in [0, 1). */
  random(): number;
}

/** The name under which an evaluation's surroundings are bound; it is no JSONata identifier, so no expression can read it. */
export const SURROUNDINGS = '\u0000surroundings';

/** AWS refuses `$range` above this many elements: "Expression evaluation memory limit exceeded". */
const LARGEST_RANGE = 360_145;

/** An error as the jsonata package throws it. */
export class ExpressionError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const surroundingsOf = (focus: jsonata.Focus): Surroundings => focus.environment.lookup(SURROUNDINGS);

const formatOriginal = jsonata('$formatNumber(number, picture, options)');

const formatTime = jsonata('$fromMillis(millis, picture, timezone)');

/**
 * The functions that Step Functions adds to JSONata or replaces in it, and the one it takes away (`$eval`).
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-step-functions
 * Undefined arguments give undefined, as the rest of JSONata does.
 */
export function registerFunctions(expression: jsonata.Expression): void {
  expression.assign('eval', undefined);
  expression.registerFunction('partition', partition, '<xn?:a>');
  expression.registerFunction('range', range, '<nnn?:a>');
  expression.registerFunction('hash', hash, '<s?s?:s>');
  expression.registerFunction('parse', parse, '<s?:x>');
  expression.registerFunction('string', string, '<x-b?:s>');
  expression.registerFunction('formatNumber', formatNumber, '<n-so?:s>');
  expression.registerFunction(
    'random',
    function (this: jsonata.Focus, seed?: number) {
      return seed === undefined ? surroundingsOf(this).random() : new JavaRandom(seed).nextDouble();
    },
    '<n?:n>',
  );
  expression.registerFunction(
    'uuid',
    function (this: jsonata.Focus) {
      return uuidFrom(surroundingsOf(this).random);
    },
    '<:s>',
  );
  expression.registerFunction(
    'millis',
    function (this: jsonata.Focus) {
      return surroundingsOf(this).now;
    },
    '<:n>',
  );
  expression.registerFunction(
    'now',
    function (this: jsonata.Focus, picture?: string, timezone?: string) {
      const { now } = surroundingsOf(this);
      return picture === undefined && timezone === undefined
        ? new Date(now).toISOString()
        : formatTime.evaluate({ millis: now, picture, timezone });
    },
    '<s?s?:s>',
  );
}

function partition(value: Json | undefined, size?: number): Json[][] | undefined {
  if (value === null)
    throw new ExpressionError('T0412', 'Argument 1 of function "partition" must be an array');
  const array = value === undefined || Array.isArray(value) ? value : [value];
  if (array === undefined || array.length === 0) return undefined;
  const chunk = size === undefined ? array.length : Math.trunc(size);
  if (chunk < 0) throw new ExpressionError('D3137', 'Second argument must be zero or greater');
  if (chunk === 0) return undefined;
  const chunks: Json[][] = [];
  for (let at = 0; at < array.length; at += chunk) chunks.push(array.slice(at, at + chunk));
  return chunks;
}

function range(
  start: number | undefined,
  end: number | undefined,
  step?: number,
): number[] | number | undefined {
  if (start === undefined || end === undefined || step === undefined) return undefined;
  const [first, last, by] = [Math.trunc(start), Math.trunc(end), Math.trunc(step)];
  if (by === 0 || (by > 0 ? first > last : first < last)) return undefined;
  const length = Math.floor((last - first) / by) + 1;
  if (length > LARGEST_RANGE) throw memoryExceeded();
  const values = Array.from({ length }, (_, index) => first + index * by);
  return length === 1 ? first : values;
}

/** The one refusal that AWS words with a colon instead of a code. */
export function memoryExceeded(): ExpressionError {
  return new ExpressionError(
    '',
    'Expression evaluation memory limit exceeded: Check for excessive memory usage',
  );
}

const ALGORITHMS: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

function hash(text?: string, algorithm?: string): string | undefined {
  if (text === undefined || algorithm === undefined) return undefined;
  const digest = ALGORITHMS[algorithm];
  if (!digest) throw new ExpressionError('D3137', `Unsupported hash algorithm: ${algorithm}`);
  return createHash(digest).update(text, 'utf8').digest('hex');
}

/** Stricter than `JSON.parse`: AWS also refuses a name that an object has twice, and a number that no double holds. */
function parse(text?: string): Json | undefined {
  if (text === undefined) return undefined;
  let value: Json | undefined;
  try {
    value = JSON.parse(text);
  } catch {
    // Answered below, like everything else that AWS does not take for JSON.
  }
  const names = [...text.matchAll(/"(?:[^"\\]|\\.)*"\s*(:)?/g)].filter(([, colon]) => colon).length;
  if (value === undefined || memberCount(value) !== names) throw new ExpressionError('D3137', 'Invalid JSON');
  return value;
}

/** How many members the objects of a value have; NaN when there is a number without end. */
function memberCount(value: Json): number {
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : Number.NaN;
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce<number>((sum, item) => sum + memberCount(item), 0);
  return Array.isArray(value) ? inner : inner + Object.keys(value).length;
}

/**
 * As JSONata's own, but a whole number keeps all its digits, where the package rounds it to 15 of them, and a number
 * without end is written by its name.
 */
function string(value: unknown, prettify = false): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  if (isFunction(value)) return '';
  const plain = (_key: string, item: unknown): unknown => {
    if (typeof item !== 'number') return isFunction(item) ? '' : item;
    if (!Number.isFinite(item)) return String(item);
    return Number.isInteger(item) ? item : Number(item.toPrecision(15));
  };
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return JSON.stringify(value, plain, prettify ? 2 : 0);
}

/**
 * As JSONata's own, which fails in JavaScript's words where a sub-picture has no place for a digit. AWS then reports
 * the rule of XPath that it breaks: a passive character stands where digits should, or there is nothing at all.
 * https://www.w3.org/TR/xpath-functions-31/#formatting-numbers
 */
async function formatNumber(number?: number, picture = '', options?: object): Promise<unknown> {
  if (number === undefined) return undefined;
  try {
    return await formatOriginal.evaluate({ number, picture, options });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // jsonata fills in the sentence that belongs to a code.
    throw new ExpressionError(picture.split(';').includes('') ? 'D3085' : 'D3086', '');
  }
}

/** A version 4 UUID from a source of numbers in [0, 1). */
function uuidFrom(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  hex[12] = '4';
  hex[16] = (8 + Math.floor(random() * 4)).toString(16);
  const text = hex.join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join(
    '-',
  );
}

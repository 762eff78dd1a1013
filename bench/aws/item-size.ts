import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item as the DynamoDB API writes it, with a type at each value. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** The engine's tokens are short, those of AWS are about so long: a token counts as one of theirs, wherever it is stored. */
const TASK_TOKEN_BYTES = 1024;
const isTaskToken = (name: string): boolean => /token$/i.test(name);

/**
 * The bytes by which DynamoDB charges for an item: the names and the values of its attributes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const itemSize = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + utf8(name) + namedSize(name, value), 0);

const namedSize = (name: string, value: AttributeValue): number =>
  value.S !== undefined && isTaskToken(name) ? TASK_TOKEN_BYTES : valueSize(value);

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return utf8(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.B !== undefined) return bytesOf(value.B);
  if (value.SS !== undefined) return sum(value.SS.map(utf8));
  if (value.NS !== undefined) return sum(value.NS.map(numberSize));
  if (value.BS !== undefined) return sum(value.BS.map(bytesOf));
  // A list or map is 3 bytes whatever it holds, and each element 1 byte more than itself.
  if (value.L !== undefined) return 3 + sum(value.L.map((element) => 1 + valueSize(element)));
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemSize(value.M);
  throw new TypeError(`Not an attribute value: ${JSON.stringify(value)}`);
}

const sum = (sizes: readonly number[]): number => sizes.reduce((one, other) => one + other, 0);
const utf8 = (text: string): number => Buffer.byteLength(text);

/** On the wire binary values are base64; they count as the bytes that they stand for. */
const bytesOf = (value: Uint8Array | string): number =>
  typeof value === 'string' ? Buffer.from(value, 'base64').length : value.length;

/** A byte for two significant digits and one more: “approximately”, as the page says. Zeros before and behind do not count. */
function numberSize(text: string): number {
  const digits = text.replace(/e.*$/i, '').replace(/[-+.]/g, '').replace(/^0+/, '').replace(/0+$/, '');
  return Math.ceil(digits.length / 2) + 1;
}

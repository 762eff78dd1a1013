import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Reads, type Row, UnreadableRow } from '#store/dynamodb/codec.ts';
import { decoded } from '#store/dynamodb/rows.ts';

/** What the image of a stream says, which is in DynamoDB's own JSON. @throws UnreadableRow, which is reported too. */
export const decodedImage = <T>(codec: Reads<T>, image: Readonly<Record<string, unknown>>): T =>
  decoded({ ...codec, decode: () => codec.decode(rowOf(codec.name, image)) }, keysOf(image));

function rowOf(name: string, image: Readonly<Record<string, unknown>>): Row {
  try {
    return unmarshall(image as Record<string, AttributeValue>);
  } catch (cause) {
    throw new UnreadableRow(`${name}: is not an item in the JSON of DynamoDB`, { cause });
  }
}

/** The attributes that may be keys: all keys are strings. */
const keysOf = (image: Readonly<Record<string, unknown>>): Row =>
  Object.fromEntries(
    Object.entries(image).map(([name, value]) => [name, (value as { S?: unknown } | null)?.S]),
  );

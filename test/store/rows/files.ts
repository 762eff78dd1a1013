import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { AnyCodec } from '#store/dynamodb/codec.ts';
import type { Samples } from './samples.ts';

type Named = Pick<AnyCodec, 'name'>;

const rowsFile = ({ name }: Named, version: number): string =>
  join(import.meta.dirname, name, `v${version}.json`);
const schemaFile = ({ name }: Named, version: number): string =>
  join(import.meta.dirname, name, `v${version}.schema.json`);

const readJson = (file: string): unknown =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;

/** Rows of a version as they were written then; undefined when nobody recorded any. */
export const goldenRows = (codec: Named, version: number): Samples | undefined =>
  readJson(rowsFile(codec, version)) as Samples | undefined;

export const goldenSchema = (codec: Named, version: number): unknown => readJson(schemaFile(codec, version));

/** What a kind of item says, without the prose: a description that is put better changes no row. */
export const schemaOf = ({ schema }: Pick<AnyCodec, 'schema'>): unknown =>
  JSON.parse(
    JSON.stringify(z.toJSONSchema(schema, { io: 'output' }), (name, value: unknown) =>
      name === 'description' && typeof value === 'string' ? undefined : value,
    ),
  );

/** Writes what is missing of today's version; what is there was written by the code of that day and stays as it is. */
export function record(codec: AnyCodec, samples: () => Samples): string[] {
  const wanted: [string, () => unknown][] = [
    [rowsFile(codec, codec.version), samples],
    [schemaFile(codec, codec.version), () => schemaOf(codec)],
  ];
  return wanted.flatMap(([file, content]) => {
    if (existsSync(file)) return [];
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(content(), null, 2)}\n`);
    return [file];
  });
}

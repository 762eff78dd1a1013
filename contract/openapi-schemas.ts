import * as z from 'zod';

export type Json = Record<string, unknown>;

type Schemas = Readonly<Record<string, z.ZodType>>;
/** JSON Schemas by the names they were asked for under, and the ones with an `id` that they refer to. */
type Described = { schemas: Record<string, Json>; components: Record<string, Json> };

function describe(io: 'input' | 'output', schemas: Schemas): Described {
  const { properties = {}, $defs = {} } = z.toJSONSchema(z.object(schemas), { io, unrepresentable: 'any' });
  return { schemas: properties as Record<string, Json>, components: $defs as Record<string, Json> };
}

const DEFINITION = '#/$defs/';

/** The schema with each reference into its own definitions made one to a component of the document. */
function referring(schema: Json, nameOf: (id: string) => string): Json {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' && value.startsWith(DEFINITION)
      ? `#/components/schemas/${nameOf(value.slice(DEFINITION.length))}`
      : value,
  );
}

const refersTo = (schema: Json, id: string): boolean =>
  JSON.stringify(schema).includes(`"${DEFINITION}${id}"`);

/** The components that mean something else on the way in than on the way out, by themselves or by what they refer to. */
function differing(input: Described['components'], output: Described['components']): Set<string> {
  const shared = Object.keys(input).filter((id) => output[id]);
  const different = new Set(shared.filter((id) => JSON.stringify(input[id]) !== JSON.stringify(output[id])));
  for (let before = -1; before !== different.size; ) {
    before = different.size;
    for (const id of shared) {
      const schema = input[id] ?? {};
      if ([...different].some((other) => refersTo(schema, other))) different.add(id);
    }
  }
  return different;
}

const pascalCase = (value: string): string =>
  value
    .toLowerCase()
    .split(/[-_]/)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');

/** The property that tells the options of a union apart, with its value in each; undefined when there is none. */
function discriminator(options: readonly Json[]): { property: string; values: string[] } | undefined {
  const [first = {}] = options;
  for (const property of Object.keys((first.properties as Json | undefined) ?? {})) {
    const values = options.map(({ properties }) => (properties as Record<string, Json>)[property]?.const);
    const strings = values.filter((value) => typeof value === 'string');
    if (strings.length === options.length && new Set(strings).size === options.length) {
      return { property, values: strings };
    }
  }
  return undefined;
}

/**
 * The options of a union as components of their own, named after the union and what tells them apart:
 * `AppointmentQueued`. Generators make better types of them than of what has no name.
 */
function optionsOf(name: string, schema: Json): Record<string, Json> {
  const options = schema.oneOf as Json[] | undefined;
  const found = options && discriminator(options);
  if (!found) return { [name]: schema };
  const { property, values } = found;
  const names = values.map((value) => `${name}${pascalCase(value)}`);
  const references = names.map((option) => `#/components/schemas/${option}`);
  const union = {
    ...schema,
    oneOf: references.map(($ref) => ({ $ref })),
    discriminator: {
      propertyName: property,
      mapping: Object.fromEntries(values.map((value, index) => [value, references[index]])),
    },
  };
  return { [name]: union, ...Object.fromEntries(options.map((option, index) => [names[index], option])) };
}

/**
 * The schemas of requests and of answers, with the components that both refer to. A component has the `id` of its zod
 * schema; one that differs on the way in stands there a second time, as `…Input`.
 */
export function describedSchemas(requests: Schemas, answers: Schemas) {
  const input = describe('input', requests);
  const output = describe('output', answers);
  const different = differing(input.components, output.components);
  const inputName = (id: string) => (different.has(id) ? `${id}Input` : id);
  const outputName = (id: string) => id;
  const named = ({ components }: Described, nameOf: (id: string) => string) =>
    Object.entries(components).flatMap(([id, schema]) =>
      Object.entries(optionsOf(nameOf(id), referring(schema, nameOf))),
    );
  const components: Record<string, Json> = {};
  for (const [name, schema] of [...named(input, inputName), ...named(output, outputName)]) {
    const other = components[name];
    if (other && JSON.stringify(other) !== JSON.stringify(schema))
      throw new Error(`two schemas are called ${name}`);
    components[name] = schema;
  }
  return {
    components,
    request: (name: string) => referring(input.schemas[name] ?? {}, inputName),
    answer: (name: string) => referring(output.schemas[name] ?? {}, outputName),
  };
}

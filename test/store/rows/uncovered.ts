type Schema = {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
};

const isObject = (value: unknown): value is Record<string, unknown> => typeOf(value) === 'object';

/**
 * What a schema can say that none of these values says: a property that is nowhere, one that is never left out though
 * it may be, and a kind of which there is none.
 */
export function uncovered(schema: unknown, values: readonly unknown[]): string[] {
  const root = schema as Schema;
  const resolved = (one: Schema): Schema =>
    one.$ref === undefined ? one : (root.$defs?.[one.$ref.split('/').at(-1) ?? ''] ?? {});

  /** Whether a value is of one kind among several: told by its type, and by the constants that it must hold. */
  const isOf = (one: Schema, value: unknown): boolean => {
    const kind = resolved(one);
    if (kind.const !== undefined && kind.const !== value) return false;
    if (kind.type !== undefined && kind.type.replace('integer', 'number') !== typeOf(value)) return false;
    return Object.entries(kind.properties ?? {}).every(([name, of]) => {
      const { const: wanted } = resolved(of);
      return wanted === undefined || (isObject(value) && value[name] === wanted);
    });
  };

  const walk = (one: Schema, found: readonly unknown[], path: string): string[] => {
    const { anyOf, oneOf, allOf = [], properties = {}, required = [], items } = resolved(one);
    const kinds = anyOf ?? oneOf ?? [];
    return [
      ...allOf.flatMap((each) => walk(each, found, path)),
      ...kinds.flatMap((kind, index) => {
        const some = found.filter((value) => isOf(kind, value));
        return some.length === 0 ? [`${path} of kind ${index + 1}`] : walk(kind, some, path);
      }),
      ...Object.entries(properties).flatMap(([name, of]) => {
        const holders = found.filter(isObject);
        const some = holders.filter((value) => value[name] !== undefined).map((value) => value[name]);
        if (some.length === 0) return [`${path}/${name}`];
        const always = !required.includes(name) && some.length === holders.length;
        return [...(always ? [`${path}/${name} left out`] : []), ...walk(of, some, `${path}/${name}`)];
      }),
      ...(items ? walk(items, found.filter(Array.isArray).flat(), `${path}/*`) : []),
    ];
  };
  return walk(root, values, '');
}

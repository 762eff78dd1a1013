import type { Json } from './types.ts';

/**
 * Plain data from what jsonata returned: its sequences carry hidden marks that change how a later expression reads
 * them, and JSON has no place for `undefined`, functions or numbers without end. AWS writes those last as the
 * strings "Infinity", "-Infinity" and "NaN". `undefined` at the top means "nothing".
 */
export function toJson(value: unknown): Json | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'object': {
      if (value === null) return null;
      if (Array.isArray(value)) return value.map((item) => toJson(item) ?? null);
      if (isFunction(value)) return undefined;
      const copy: { [key: string]: Json } = {};
      for (const [key, item] of Object.entries(value)) {
        const plain = toJson(item);
        if (plain !== undefined) copy[key] = plain;
      }
      return copy;
    }
    default:
      return undefined;
  }
}

/** What jsonata keeps a function as: one of its own, one of an expression, or one of JavaScript's. */
export function isFunction(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'function';
  return '_jsonata_lambda' in value || '_jsonata_function' in value;
}

/** JSON's name for the type of a value, as AWS's messages use it. */
export function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

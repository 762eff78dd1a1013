import * as z from 'zod';
import type { Bilingual } from '#domain/bilingual.ts';

/** What each name of an enum is called, in both languages: the only place that says it. */
export type Labels<Name extends string = string> = Readonly<Record<Name, Bilingual>>;

type Labelled<Name extends string> = z.ZodEnum<{ [N in Name]: N }> & { readonly labels: Labels<Name> };

const tables: Labels[] = [];

/**
 * An enum made of the table of its labels, so that a name without a label cannot be:
 * `const Lane = labelled('Lane', { green: { zh: '绿色通道', en: 'green channel' } })`, then `Lane.labels.green.zh`.
 * Descriptions of the system call it by its `id`, and say what its names mean.
 */
export function labelled<Name extends string>(id: string, labels: Labels<Name>): Labelled<Name> {
  tables.push(labels);
  const names = Object.keys(labels) as Name[];
  const schema: z.ZodEnum<{ [N in Name]: N }> = z.enum(names);
  const description = names.map((name) => `${name} ${labels[name].zh}`).join(', ');
  schema.register(z.globalRegistry, { id, description });
  return Object.assign(schema, { labels });
}

/**
 * The labels of an enum, known by its names, or else of one that has them all; undefined for names that are no enum of
 * ours. Several enums have a `test`: the whole of one goes before a part of another.
 */
export function labelsOf(names: readonly string[]): Labels | undefined {
  const having = tables.filter((labels) => names.every((name) => name in labels));
  return having.find((labels) => Object.keys(labels).length === names.length) ?? having[0];
}

/** The labels of several names as one list: `热工、医学`, `thermal, medical`; with semicolons where a label has commas. */
export const listed = <Name extends string>(labels: Labels<Name>, names: readonly Name[]): Bilingual => ({
  zh: joined(
    names.map((name) => labels[name].zh),
    '、',
    '；',
  ),
  en: joined(
    names.map((name) => labels[name].en),
    ', ',
    '; ',
  ),
});

const joined = (words: readonly string[], comma: string, semicolon: string): string =>
  words.join(words.some((word) => word.includes(comma)) ? semicolon : comma);

import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { labelled, labelsOf, listed } from '#domain/labelled.ts';

const root = join(import.meta.dirname, '../../domain');
const exported = await Promise.all(
  globSync('**/*.ts', { cwd: root, exclude: (name) => name.endsWith('.d.ts') }).map(async (file) => ({
    file,
    module: (await import(/* @vite-ignore */ join(root, file))) as Record<string, unknown>,
  })),
);
const enums = exported.flatMap(({ file, module }) =>
  Object.entries(module).flatMap(([name, value]) =>
    value instanceof z.ZodEnum ? [{ name: `${file} ${name}`, options: value.options as string[] }] : [],
  ),
);

describe('an enum with labels', () => {
  const Colour = labelled('Colour', { red: { zh: '红', en: 'red' }, mauve: { zh: '淡紫', en: 'mauve' } });

  it('takes the names of its labels and no others', () => {
    expect(Colour.options).toEqual(['red', 'mauve']);
    expect(Colour.safeParse('blue').success).toBe(false);
    expect(Colour.labels.red.zh).toBe('红');
  });

  it('is found by its names, also by some of them', () => {
    expect(labelsOf(['red', 'mauve'])).toBe(Colour.labels);
    expect(labelsOf(['mauve'])?.mauve).toEqual({ zh: '淡紫', en: 'mauve' });
    expect(labelsOf(['ochre'])).toBeUndefined();
  });

  it('is said as a list in each language', () => {
    expect(listed(Colour.labels, ['red', 'mauve'])).toEqual({ zh: '红、淡紫', en: 'red, mauve' });
    const fields = { farm: { zh: '农、林', en: 'farms, forests' }, shop: { zh: '零售', en: 'shops' } };
    expect(listed(fields, ['farm', 'shop'])).toEqual({ zh: '农、林；零售', en: 'farms, forests; shops' });
  });
});

describe('every enum of the trade', () => {
  it('is looked at', () => {
    expect(enums.length).toBeGreaterThanOrEqual(20);
  });

  it.each(enums)('$name is called something in both languages, each name differently', ({ options }) => {
    const labels = labelsOf(options);
    expect(labels).toBeDefined();
    for (const option of options) {
      expect(labels?.[option]?.zh, option).toMatch(/\p{Script=Han}/u);
      expect(labels?.[option]?.zh, option).not.toMatch(/[a-z]{2,}/);
      expect(labels?.[option]?.en, option).toMatch(/^[A-Za-z]/);
    }
    for (const language of ['zh', 'en'] as const) {
      const names = options.map((option) => labels?.[option]?.[language]);
      expect(new Set(names).size, language).toBe(options.length);
    }
  });
});

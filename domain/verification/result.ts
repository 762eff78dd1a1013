import * as z from 'zod';
import { labelled } from '#domain/labelled.ts';
import { problem, text } from '#domain/text.ts';
import { LocalDate } from '#domain/time/calendar.ts';

const Measurement = z
  .strictObject({
    point: text(60),
    nominal: z.number(),
    reading: z.number(),
    tolerance: z.number().min(0),
    unit: text(20),
  })
  .meta({
    id: 'Measurement',
    description:
      'What was read on one point: the nominal value, the reading, and how much it may be off, in the unit named.',
  });

export const ResultOutcome = labelled('ResultOutcome', {
  pass: { zh: '合格', en: 'passed' },
  fail: { zh: '不合格', en: 'failed' },
});
export type ResultOutcome = z.infer<typeof ResultOutcome>;

export const LineResult = z
  .strictObject({
    line: z.int().min(1),
    outcome: ResultOutcome,
    testedOn: LocalDate,
    measurements: z.array(Measurement).max(30).exactOptional(),
    reason: text(200).exactOptional(),
  })
  .refine((result) => result.outcome === 'pass' || result.reason !== undefined, {
    path: ['reason'],
    ...problem('reason-of-failure', { zh: '不合格须说明原因。', en: 'A failed result needs its reason.' }),
  })
  .refine(
    (result) =>
      result.outcome === 'fail' ||
      (result.measurements ?? []).every((m) => Math.abs(m.reading - m.nominal) <= m.tolerance + 1e-9),
    {
      path: ['measurements'],
      ...problem('out-of-tolerance', {
        zh: '示值超出允许误差，不能判定合格。',
        en: 'A reading is out of tolerance: it cannot pass.',
      }),
    },
  )
  .meta({ id: 'LineResult', description: 'The result of one instrument. A failed one says why.' });
export type LineResult = z.infer<typeof LineResult>;

/** The lines of an appointment that have no result, and the results that are for no line or for one twice. */
export function missingAndStray(
  lines: readonly { number: number }[],
  results: readonly { line: number }[],
): { missing: number[]; stray: number[] } {
  const numbers = new Set(lines.map(({ number }) => number));
  const seen = new Set<number>();
  const stray: number[] = [];
  results.forEach(({ line }, index) => {
    if (!numbers.has(line) || seen.has(line)) stray.push(index);
    seen.add(line);
  });
  return { missing: [...numbers].filter((number) => !seen.has(number)), stray };
}

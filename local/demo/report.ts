import type { Appointment } from '#domain/appointments/appointment.ts';
import type { Bilingual } from '#domain/bilingual.ts';
import { padEnd, padStart, width } from '#local/columns.ts';
import type { Check } from './scenario.ts';

/** What came of one appointment, as `--json` prints it. Money is fen. */
export type Outcome = {
  id: string;
  unit: string;
  lane: string;
  status: string;
  tariffFen: number;
  payableFen: number;
  rules: string[];
  certificates: string[];
  notices: string[];
  transitions: number;
};

export function outcomeOf(appointment: Appointment, transitions: number): Outcome {
  const { triage } = appointment;
  const settlement = appointment.status === 'COMPLETED' ? appointment.settlement : undefined;
  const quote = settlement?.quote ?? triage.quote;
  return {
    id: appointment.id,
    unit: appointment.unit,
    lane: triage.lane,
    status: appointment.status,
    tariffFen: quote.tariffFen,
    payableFen: quote.payableFen,
    rules: [...new Set(quote.lines.map(({ rule }) => rule))],
    certificates: settlement?.certificates ?? [],
    notices: settlement?.notices ?? [],
    transitions,
  };
}

export type Played = { title: Bilingual; outcomes: Outcome[]; checks: Check[] };

const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`;

const lanes: Record<string, string> = {
  emergency: '应急 emergency',
  green: '绿色 green',
  standard: '普通 standard',
};

const columns: [head: string, right: boolean, of: (outcome: Outcome) => string][] = [
  ['单位 Unit', false, ({ unit }) => unit],
  ['通道 Lane', false, ({ lane }) => (lane ? (lanes[lane] ?? lane) : '—')],
  ['状态 Status', false, ({ status }) => status],
  ['标准 Tariff', true, ({ tariffFen }) => yuan(tariffFen)],
  ['应付 Payable', true, ({ payableFen }) => yuan(payableFen)],
  ['依据 Rule', false, ({ rules }) => rules.join(', ')],
  ['证书/通知书', true, ({ certificates, notices }) => `${certificates.length}/${notices.length}`],
  ['转换 Steps', true, ({ transitions }) => String(transitions)],
];

/** The cases as a table for people, then what did not hold. */
export function table(played: readonly Played[], passed: number, failed: number): string {
  const rows = played.flatMap(({ title, outcomes, checks }) => {
    const mark = checks.length > 0 && checks.every(({ ok }) => ok) ? '✓' : '✗';
    return [
      { title: `${mark} ${title.zh}  ${title.en}`, cells: [] },
      ...outcomes.map((outcome) => ({ title: '', cells: columns.map(([, , of]) => of(outcome)) })),
    ];
  });
  const widths = columns.map(([head], index) =>
    Math.max(width(head), ...rows.map(({ cells }) => width(cells[index] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, index) => (columns[index]?.[1] ? padStart : padEnd)(cell, widths[index] ?? 0)).join('  ')}`;
  const rule = `  ${'─'.repeat(widths.reduce((sum, each) => sum + each + 2, -2))}`;
  const missed = played.flatMap(({ title, checks }) =>
    checks
      .filter(({ ok }) => !ok)
      .map(({ what, got }) => `  ✗ ${title.en}: ${what} (${JSON.stringify(got)})`),
  );
  return [
    '',
    line(columns.map(([head]) => head)),
    rule,
    ...rows.map(({ title, cells }) => (cells.length > 0 ? line(cells) : `${title}`)),
    rule,
    ...missed,
    `  ${passed} 项符合预期 as expected, ${failed} 项不符 not`,
    '',
  ].join('\n');
}

import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { itemSize } from '#bench/aws/item-size.ts';
import type { In } from '#domain/appointments/appointment.ts';
import { MAXIMUM_LINES, type NumberedLine } from '#domain/appointments/parts.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { issue } from '#domain/certificates/certificate.ts';
import { createAppointment, updateAppointment } from '#store/appointments/appointments.ts';
import type { Stored } from '#store/appointments/file.ts';
import { issueCertificate } from '#store/certificates/certificates.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import type { Row } from '#store/dynamodb/codec.ts';
import { MAXIMUM_WRITES, type Write } from '#store/dynamodb/transaction.ts';
import { freeInstruments, takeInstruments } from '#store/ledger/instruments.ts';
import { updateTask } from '#store/tasks/tasks.ts';
import { appointmentIn, assignment, later, NOW, TODAY } from '#test/factories/appointment.ts';
import { delivery } from '#test/factories/delivery.ts';
import { MemoryTables } from '#test/factories/memory-tables.ts';
import { entryOf, ledgerAfter, readBack } from '#test/factories/stored.ts';
import { openTask } from '#test/factories/work.ts';

/** DynamoDB takes no item above 400 KB, and no transaction above 4 MB. */
const ITEM_BYTES = 400 * 1024;
const TRANSACTION_BYTES = 4 * 1024 * 1024;

const chinese = (length: number): string => '量'.repeat(length);
const somebody = { subject: '0'.repeat(36), name: chinese(20) };

/** As wide as a line can be said. */
const lines: NumberedLine[] = Array.from({ length: MAXIMUM_LINES }, (_, index) => ({
  number: index + 1,
  type: 'other',
  otherName: chinese(60),
  kind: 'calibration',
  purpose: 'environmental-monitoring',
  model: chinese(80),
  measuringRange: chinese(80),
  accuracyClass: chinese(40),
  serialNumber: `${String(index).padStart(2, '0')}${chinese(58)}`,
  manufacturer: chinese(80),
  place: chinese(120),
}));

/** As much as can be recorded of a line. */
const resultLines = lines.map(({ number }) => ({
  line: number,
  outcome: 'fail' as const,
  testedOn: TODAY,
  measurements: Array.from({ length: 30 }, () => ({
    point: chinese(60),
    nominal: 1234.567891,
    reading: 1234.567892,
    tolerance: 0.123456789,
    unit: chinese(20),
  })),
  reason: chinese(200),
}));

const declared = { declaredBy: chinese(60), declaredAt: NOW };
const widest = appointmentIn('QUEUED', {
  organisationName: chinese(120),
  lines,
  note: chinese(500),
  evidence: [
    {
      type: 'size-declaration',
      industry: 'industry',
      staff: 30,
      revenueWan: 500,
      assetsWan: 800,
      ...declared,
    },
    { type: 'resumption-declaration', resumesOn: TODAY, ...declared },
    { type: 'epidemic-use-declaration', use: chinese(200), place: chinese(120), ...declared },
    { type: 'written-commitment', statement: chinese(500), ...declared },
  ],
});
const results = {
  round: 1,
  lines: resultLines,
  testedBy: somebody,
  testedAt: NOW,
  checkedBy: { ...somebody, subject: 'b' },
  authorisedBy: { ...somebody, subject: 'c' },
};
const assigned = transition(
  widest,
  'Dispatched',
  { assignment: assignment({ people: Array(6).fill(somebody) }) },
  NOW,
);
const tested = transition(assigned, 'Tested', { results }, later(1));

const rowsOf = (writes: readonly Write[]): Row[] =>
  writes.flatMap(({ item }) => (item.Put?.Item ? [item.Put.Item] : []));
const sizeOf = (row: Row): number => itemSize(marshall(row, { removeUndefinedValues: true }));
const widestOf = (writes: readonly Write[], beginning = ''): number =>
  Math.max(
    ...rowsOf(writes)
      .filter(({ item }) => String(item ?? '').startsWith(beginning))
      .map(sizeOf),
  );
const sum = (writes: readonly Write[]): number =>
  rowsOf(writes).reduce((bytes, row) => bytes + sizeOf(row), 0);

/** Each transaction of the widest appointment there can be. */
function transactions() {
  const created = createAppointment(widest, entryOf());
  const queued = readBack(created);
  const taking = takeInstruments(widest, new Map());
  const dispatched = updateAppointment(queued, assigned, entryOf('Dispatched'));
  const recorded = updateAppointment(readBack([...created, ...dispatched]), tested, entryOf('Tested'));
  const present = readBack([...created, ...dispatched, ...recorded]) as Stored<In<'VERIFYING'>>;
  const at = { date: TODAY, institution: { zh: chinese(20), en: 'x'.repeat(60) } };
  const documents = issue(
    present,
    at,
    () => undefined,
    () => 'ABCD2345',
  );
  const settlement = {
    at: later(2),
    quote: present.triage.quote,
    certificates: [],
    notices: documents.map(({ number }) => number),
  };
  const completed = transition(present, 'Completed', { settlement }, later(2));
  const task = { ...openTask('authorise'), version: 2 };
  return {
    submit: [...created, ...taking, addToOutbox(delivery.start(), Date.parse(NOW))],
    record: [...recorded, updateTask(task), addToOutbox(delivery.resume(), Date.parse(NOW))],
    close: [
      ...updateAppointment(present, completed, entryOf('Completed')),
      ...documents.map((document) => issueCertificate(document, present)),
      ...freeInstruments(completed, ledgerAfter(taking), documents),
      addToOutbox(delivery.resume(), Date.parse(NOW)),
    ],
  };
}

let memory: MemoryTables;
beforeEach(() => {
  memory = new MemoryTables();
  return () => memory.stub.restore();
});

describe('the widest appointment that can be', () => {
  it('has items far below what DynamoDB takes', () => {
    const { submit, record, close } = transactions();
    for (const writes of [submit, record, close]) expect(widestOf(writes)).toBeLessThan(ITEM_BYTES / 2);
    expect(widestOf(record, 'result#')).toBeLessThan(16 * 1024);
  });

  it('fits each of its transactions, with room', () => {
    for (const writes of Object.values(transactions())) {
      expect(writes.length).toBeLessThanOrEqual(MAXIMUM_WRITES - 10);
      expect(sum(writes)).toBeLessThan(TRANSACTION_BYTES / 2);
    }
  });

  it('is read back from them', () => {
    const { submit, record } = transactions();
    memory.given(...submit);
    expect(memory.all('appointments')).toHaveLength(2);
    expect(record.filter(({ item }) => String(item.Put?.Item?.item).startsWith('result#'))).toHaveLength(
      MAXIMUM_LINES,
    );
  });
});

describe('the head of an appointment', () => {
  /** The longest name in the demonstration has 17 characters; a long one of a company has about 30. */
  const usual = (organisationName: string) => {
    const signed = { subject: '0123456789abcdef0123456789abcdef0123', name: '欧阳建国' };
    const said = { organisationName, lines: lines.slice(0, 40) };
    const before = transition(appointmentIn('QUEUED', said), 'Dispatched', { assignment: assignment() }, NOW);
    const found = {
      ...results,
      lines: lines.map(({ number }) => ({ line: number, outcome: 'pass' as const, testedOn: TODAY })),
      testedBy: signed,
      checkedBy: signed,
      authorisedBy: signed,
    };
    const verified = transition(before, 'Tested', { results: found }, NOW);
    const completed = transition(
      verified,
      'Completed',
      {
        results: found,
        settlement: { at: NOW, quote: verified.triage.quote, certificates: [], notices: [] },
      },
      NOW,
    );
    const first = createAppointment({ ...before, version: 97 }, entryOf());
    const second = updateAppointment(readBack(first), { ...verified, version: 98 }, entryOf('Tested'));
    const last = updateAppointment(
      readBack([...first, ...second]),
      { ...completed, version: 99 },
      entryOf('Completed'),
    );
    return widestOf(last, 'head');
  };

  it('is one unit to write, with the longest usual names and all that it can hold', () => {
    const bytes = usual('陕西省商洛市某某医疗器械科技发展有限责任公司洛南县分公司');
    expect(bytes).toBeLessThanOrEqual(1024);
  });
});

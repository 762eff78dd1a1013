import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { In } from '#domain/appointments/appointment.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { createAppointment, updateAppointment } from '#store/appointments/appointments.ts';
import { getAppointment, getFile } from '#store/appointments/file.ts';
import type { Row } from '#store/dynamodb/codec.ts';
import { commit } from '#store/dynamodb/transaction.ts';
import { appointmentIn, assignment, ID, later, TODAY, withWaiver } from '#test/factories/appointment.ts';
import { MemoryTables } from '#test/factories/memory-tables.ts';
import { entryOf, readBack, rowsOf, storedOf, written } from '#test/factories/stored.ts';
import { plain } from '#test/memory-dynamodb/tables.ts';

const at = later(1);
const queued = appointmentIn('QUEUED', withWaiver(2));
const assigned = transition(queued, 'Dispatched', { assignment: assignment() }, at);
const results = (round: number, outcome: 'pass' | 'fail' = 'pass') => ({
  round,
  lines: [1, 2].map((line) => ({
    line,
    outcome,
    testedOn: TODAY,
    ...(outcome === 'fail' && { reason: '超差' }),
  })),
  testedBy: { subject: 't', name: 't' },
  testedAt: at,
});
const tested = transition(assigned, 'Tested', { results: results(1) }, at);

const item = (name: string) => (row: Row) => String(row.item).startsWith(name);
const newRows = (writes: ReturnType<typeof updateAppointment>) =>
  writes.map(({ item }) => item.Put?.Item ?? {});
const partsIn = (row: Row | undefined) => Object.keys((row?.parts as object | undefined) ?? {});

/** Writes are made for the tables of this process. */
let memory: MemoryTables;
beforeEach(() => {
  memory = new MemoryTables();
});
afterEach(() => memory.stub.restore());

describe('a part of an appointment', () => {
  it('is written with the version that brings it, and named by the head', () => {
    const [head, first] = newRows(createAppointment(queued, entryOf()));
    expect(partsIn(first)).toEqual(['content', 'triage', 'quote', 'waiver']);
    expect(head?.parts).toEqual({ content: 1, triage: 1, quote: 1, waiver: 1 });
  });

  it('is written again only when it changes', () => {
    const [head, entry, ...rest] = newRows(
      updateAppointment(storedOf(queued), assigned, entryOf('Dispatched')),
    );
    expect(partsIn(entry)).toEqual(['assignment']);
    expect(head?.parts).toEqual({ content: 1, triage: 1, quote: 1, waiver: 1, assignment: 2 });
    expect(rest).toEqual([]);
  });

  it('that is equal is not written, though it is another object', () => {
    const copy = structuredClone({ ...assigned });
    const [, entry] = newRows(updateAppointment(storedOf(queued), copy, entryOf('Dispatched')));
    expect(partsIn(entry)).toEqual(['assignment']);
  });

  it('that the next version has no more is named no more, and stays where it was', () => {
    const returned = { at, by: 'x', reason: 'x', lines: [] };
    const inReview = appointmentIn('IN_REVIEW');
    const back = transition(inReview, 'Returned', { returned }, at);
    const { returned: _returned, ...again } = { ...back, version: 3, status: 'IN_REVIEW' as const };
    const writes = written([inReview, back, again as In<'IN_REVIEW'>]);
    const [head] = rowsOf(writes).filter(item('head'));
    expect(head?.parts).not.toHaveProperty('returned');
    expect(readBack(writes)).not.toHaveProperty('returned');
    expect(rowsOf(writes).filter(item('log#')).flatMap(partsIn)).toContain('returned');
  });

  it('is stored once, whatever the appointment goes through', () => {
    const checked = transition(
      tested,
      'Checked',
      { results: { ...results(1), checkedBy: { subject: 'c', name: 'c' } } },
      at,
    );
    const rows = rowsOf(written([queued, assigned, tested, checked]));
    const brought = rows.filter(item('log#')).flatMap(partsIn);
    expect(brought).toEqual(['content', 'triage', 'quote', 'waiver', 'assignment']);
    expect(rows.filter(item('result#'))).toHaveLength(2);
    // Each figure and each text of what was asked and found stands in one row only.
    for (const said of ['SN-0001', 'laneReason', 'tariffFen', '员工体温检测', '最早可行']) {
      expect(
        rows.filter((row) => JSON.stringify(row).includes(said)),
        said,
      ).toHaveLength(1);
    }
  });
});

describe('results', () => {
  it('are one item a line', () => {
    const rows = newRows(updateAppointment(readBack(written([queued, assigned])), tested, entryOf('Tested')));
    expect(rows.map((row) => row.item)).toEqual([
      'head',
      'log#000003',
      'result#000003#01',
      'result#000003#02',
    ]);
    expect(rows[0]).toMatchObject({ parts: { results: 3 }, signed: { round: 1 } });
    expect(rows[0]?.signed).not.toHaveProperty('lines');
  });

  it('are not written again when somebody signs them', () => {
    const signed = { ...results(1), checkedBy: { subject: 'c', name: 'c' } };
    const checked = transition(tested, 'Checked', { results: signed }, at);
    const writes = updateAppointment(
      readBack(written([queued, assigned, tested])),
      checked,
      entryOf('Checked'),
    );
    expect(newRows(writes).map((row) => row.item)).toEqual(['head', 'log#000004']);
    expect(newRows(writes)[0]).toMatchObject({
      parts: { results: 3 },
      signed: { checkedBy: { subject: 'c' } },
    });
  });

  it('of each round are items of their own, of which the latest hold', () => {
    const again = transition(tested, 'Tested', { results: results(2, 'fail') }, at);
    const writes = written([queued, assigned, tested, again]);
    expect(
      rowsOf(writes)
        .filter(item('result#'))
        .map((row) => row.item),
    ).toEqual(['result#000003#01', 'result#000003#02', 'result#000004#01', 'result#000004#02']);
    expect(readBack(writes)).toMatchObject({ results: results(2, 'fail') });
  });
});

describe('a file that is read while it is written', () => {
  beforeEach(() => void memory.given(...written([queued, assigned, tested])));
  const queries = () => memory.stub.commandCalls(QueryCommand).length;

  it.each([
    ['a part', item('log#000002')],
    ['the results', item('result#')],
    ['one of the results', item('result#000003#02')],
  ])('is read again when the head names what is not there yet: %s', async (_, row) => {
    memory.hide(row, 3);
    expect(plain(await getAppointment(ID))).toEqual(tested);
    expect(queries()).toBe(4);
  });

  it('is unreadable after four times, and says what is lost', async () => {
    memory.hide(item('log#000002'), 4);
    await expect(getFile(ID)).rejects.toMatchObject({
      name: 'UnreadableRow',
      message: expect.stringContaining('has lost the parts assignment'),
    });
    expect(queries()).toBe(4);
  });

  it('is not read again when a line of its history is missing that brought nothing', async () => {
    const checked = transition(tested, 'Checked', {}, at);
    await commit(updateAppointment(await getAppointment(ID), checked, entryOf('Checked')));
    memory.hide(item('log#000004'), 4);
    expect(plain((await getFile(ID)).appointment)).toEqual(checked);
  });

  it('is none when there is no head', async () => {
    await expect(getAppointment('other')).rejects.toMatchObject({ code: 'NotFound' });
    expect(queries()).toBe(1);
  });
});

describe('a file of which a row cannot be read', () => {
  beforeEach(() => void memory.given(...written([queued, assigned, tested])));
  const spoil = (row: (row: Row) => boolean) =>
    memory.put(
      'appointments',
      ...memory
        .all('appointments')
        .filter(row)
        .map((one) => ({ ...one, v: 99 })),
    );

  it.each([
    ['the head', 'head', 'appointments/head'],
    ['a line of the history that brought a part', 'log#000002', 'appointments/log'],
    ['one of the results', 'result#000003#01', 'appointments/result'],
  ])('is unreadable when it is %s, rather than half an appointment', async (_, name, codec) => {
    spoil(item(name));
    await expect(getFile(ID)).rejects.toMatchObject({
      name: 'UnreadableRow',
      message: expect.stringContaining(codec),
    });
  });

  it('is read without a line of its history that brought nothing', async () => {
    await commit(
      updateAppointment(await getAppointment(ID), transition(tested, 'Checked', {}, at), entryOf('Checked')),
    );
    spoil(item('log#000004'));
    const { appointment, history } = await getFile(ID);
    expect(appointment.version).toBe(4);
    expect(history.map(({ version }) => version)).toEqual([1, 2, 3]);
  });
});

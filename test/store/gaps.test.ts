import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAppointment, listByOrganisation } from '#store/appointments/appointments.ts';
import { enterQueue, queueHead } from '#store/dispatch/queue.ts';
import { addJob, createShift, listShifts, shiftsWithRoom } from '#store/dispatch/shifts.ts';
import { type Gap, onGap } from '#store/dynamodb/gaps.ts';
import { findOrganisation, writeOrganisation } from '#store/organisations/organisations.ts';
import { createTask, listOpenTasks, overdueTasks } from '#store/tasks/tasks.ts';
import { appointmentIn, later } from '#test/factories/appointment.ts';
import { MemoryTables, type Row } from '#test/factories/memory-tables.ts';
import { organisation } from '#test/factories/organisation.ts';
import { ENTERPRISE_CODE } from '#test/factories/people.ts';
import { entryOf } from '#test/factories/stored.ts';
import { entry, job, openTask, shift } from '#test/factories/work.ts';

const institution = 'institution-shangluo';
const ids = ['A', 'B', 'C', 'D', 'E'].map((letter) => `01KJP00000ABCDEFGHJKMNPQR${letter}`);
const letters = (found: readonly { appointmentId: string }[]) =>
  found.map((each) => each.appointmentId.at(-1)).join('');

let memory: MemoryTables;
let gaps: Gap[];
beforeEach(() => {
  memory = new MemoryTables();
  gaps = [];
  onGap((gap) => gaps.push(gap));
});
afterEach(() => memory.stub.restore());

/** Makes rows of a table such that nobody can read them. */
function spoil(table: 'appointments' | 'queue' | 'shifts', which: (row: Row) => boolean): void {
  memory.put(
    table,
    ...memory
      .all(table)
      .filter(which)
      .map((row) => ({ ...row, v: 99 })),
  );
}
const ofAppointment =
  (...wanted: string[]) =>
  (row: Row) =>
    wanted.includes(String(row.appointmentId).slice(-1));

describe('a row that cannot be read', () => {
  it('leaves a gap in a page, which is reported by its key, and the cursor goes on behind it', async () => {
    memory.given(
      ...ids.flatMap((id, index) =>
        createAppointment(appointmentIn('IN_REVIEW', { id, submittedAt: later(-index) }), entryOf()),
      ),
    );
    spoil('appointments', (row) => row.item === 'head' && ofAppointment('B', 'C', 'E')(row));
    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await listByOrganisation(ENTERPRISE_CODE, { limit: 1, cursor });
      pages.push(items.map(({ id }) => id.at(-1)).join(''));
      cursor = next ?? undefined;
    } while (cursor);
    expect(pages).toEqual(['A', '', '', 'D', '', '']);
    expect(gaps.map(({ codec, key }) => [codec, key])).toEqual(
      [ids[1], ids[2], ids[4]].map((appointmentId) => ['appointments/head', { appointmentId, item: 'head' }]),
    );
    // Never what it holds.
    expect(JSON.stringify(gaps)).not.toMatch(/商洛|王芳/);
  });

  it('does not shorten a work list: more is read until there is as much as was asked for', async () => {
    memory.given(
      ...ids.map((appointmentId, index) =>
        createTask(openTask('check', { appointmentId, dueAt: later(index) })),
      ),
    );
    spoil('appointments', ofAppointment('A', 'B', 'D'));
    const group = { role: 'technician', institution } as const;
    const first = await listOpenTasks(group, { limit: 1 });
    expect(letters(first.items)).toBe('C');
    expect(letters((await listOpenTasks(group, { limit: 1, cursor: first.next ?? '' })).items)).toBe('E');
    expect(letters(await Array.fromAsync(overdueTasks(institution, later(9))))).toBe('CE');
  });

  it('does not hide the others of a queue, of a week, or of a search for room', async () => {
    memory.given(
      ...ids.map((appointmentId, index) => enterQueue(entry({ appointmentId, acceptedAt: later(index) }))),
      createShift(shift()),
      createShift(shift({ teamId: 'shangluo-2' })),
      ...ids.slice(0, 2).map((appointmentId) => addJob(job({ appointmentId }))),
    );
    spoil('queue', ofAppointment('A'));
    spoil('shifts', (row) => row.item === '2026-03-03#shangluo-1' || ofAppointment('B')(row));
    expect(letters((await queueHead(institution, 10)).items)).toBe('BCDE');
    const week = await listShifts(institution, '2026-03-02', '2026-03-09');
    expect([week.shifts.map(({ teamId }) => teamId), letters(week.jobs)]).toEqual([['shangluo-2'], 'A']);
    const { items } = await shiftsWithRoom(institution, 2, '2026-03-01', { limit: 10 });
    expect(items.map(({ teamId }) => teamId)).toEqual(['shangluo-2']);
    expect(gaps.map(({ codec }) => codec)).toEqual([
      'queue/entry',
      'shifts/shift',
      'shifts/job',
      'shifts/shift',
    ]);
  });

  it('is an error for whoever asks for that very one', async () => {
    memory.given(writeOrganisation(organisation()));
    memory.put('organisations', { ...memory.all('organisations')[0], staff: 'many' });
    await expect(findOrganisation(ENTERPRISE_CODE)).rejects.toMatchObject({
      name: 'UnreadableRow',
      message: 'organisations/organisation: version 1 cannot be read at staff',
    });
    expect(gaps).toMatchObject([{ key: { code: ENTERPRISE_CODE } }]);
  });
});

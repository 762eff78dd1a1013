import { expect, it } from 'vitest';
import { tables } from '#contract/index.ts';
import type { TableName } from '#contract/table-names.ts';
import { createAppointment } from '#store/appointments/appointments.ts';
import { issueCertificate } from '#store/certificates/certificates.ts';
import { createShift } from '#store/dispatch/shifts.ts';
import { createTask } from '#store/tasks/tasks.ts';
import { appointmentIn, later } from '#test/factories/appointment.ts';
import { MemoryTables } from '#test/factories/memory-tables.ts';
import { entryOf, readBack, written } from '#test/factories/stored.ts';
import { certificate, openTask, shift } from '#test/factories/work.ts';

/** DynamoDB leaves a row without the keys of an index out of it, and says nothing: a list would be empty for good. */
it('every index that the contract declares finds the rows that the store writes', () => {
  const memory = new MemoryTables();
  const institution = 'institution-shangluo';
  const above = { role: 'technician', institution: 'institution-shaanxi' } as const;
  const assigned = appointmentIn('ASSIGNED');
  const tested = readBack(
    written([assigned, { ...appointmentIn('VERIFYING'), version: assigned.version + 1 }]),
  );
  memory.given(
    ...createAppointment(appointmentIn('IN_REVIEW'), entryOf()),
    createTask(
      openTask('test', { candidates: [{ role: 'technician', institution }, above], escalatedAt: later(1) }),
    ),
    createShift(shift()),
    issueCertificate(certificate(), tested),
  );
  const unwritten = Object.entries(tables).flatMap(([table, { indexes = {} }]) =>
    Object.entries(indexes)
      .filter(([, { partitionKey, sortKey }]) =>
        memory.all(table as TableName).every((row) => !(partitionKey in row && sortKey in row)),
      )
      .map(([index]) => `${table}/${index}`),
  );
  expect(unwritten).toEqual([]);
});

import { expect, it } from 'vitest';
import { tables } from '#contract/index.ts';
import type { TableName } from '#contract/table-names.ts';
import { createAppointment } from '#store/appointments/appointments.ts';
import { issueCertificate } from '#store/certificates/certificates.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { createShift } from '#store/dispatch/shifts.ts';
import { createTask } from '#store/tasks/tasks.ts';
import { NOW, submitted } from '#test/factories/appointment.ts';
import { MemoryTables } from '#test/factories/memory-tables.ts';
import { certificate, openTask, shift } from '#test/factories/work.ts';

/** DynamoDB leaves a row without the keys of an index out of it, and says nothing: a list would be empty for good. */
it('every index that the contract declares finds the rows that the store writes', () => {
  const memory = new MemoryTables();
  memory.given(
    ...createAppointment(submitted(), { type: 'Submitted', at: NOW, by: 'x' }),
    createTask(openTask('test')),
    createShift(shift()),
    issueCertificate(certificate()),
    addToOutbox({ kind: 'start', appointmentId: 'A', revision: 1 }, Date.parse(NOW)),
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

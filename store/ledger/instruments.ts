import type { Appointment } from '#domain/appointments/appointment.ts';
import type { NumberedLine } from '#domain/appointments/parts.ts';
import type { Certificate } from '#domain/certificates/certificate.ts';
import { afterIssue, instrumentKey, LedgerEntry } from '#domain/ledger/ledger.ts';
import { Problem } from '#domain/problem.ts';
import { physicalName } from '#store/dynamodb/client.ts';
import { type Page, query } from '#store/dynamodb/rows.ts';
import type { Write } from '#store/dynamodb/transaction.ts';

const described = ['type', 'kind', 'purpose', 'model', 'serialNumber', 'manufacturer'] as const;
const optional = ['measuringRange', 'accuracyClass', 'place', 'otherName'] as const;

/**
 * Writes the instrument of a line into the ledger and takes it for this appointment; refused while it is part of
 * another open one. Taking it twice for the same appointment is the same as once.
 */
export function takeInstrument(appointment: Appointment, line: NumberedLine): Write {
  const given = optional.filter((name) => line[name] !== undefined);
  const names = [...described, ...given];
  return {
    item: {
      Update: {
        TableName: physicalName('instruments'),
        Key: { organisationCode: appointment.organisationCode, instrumentKey: instrumentKey(line) },
        UpdateExpression: `SET openAppointment = :id, #unit = :unit, ${[
          ...names.map((name) => `#${name} = :${name}`),
          ...['lastCertificate', 'lastOutcome', 'lastTestedOn', 'nextDueOn'].map(
            (name) => `${name} = if_not_exists(${name}, :null)`,
          ),
        ].join(', ')}`,
        ConditionExpression: 'attribute_not_exists(openAppointment) OR openAppointment = :id',
        ExpressionAttributeNames: {
          '#unit': 'unit',
          ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
        },
        ExpressionAttributeValues: {
          ':id': appointment.id,
          ':unit': appointment.unit,
          ':null': null,
          ...Object.fromEntries(names.map((name) => [`:${name}`, line[name]])),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    refused: (row) =>
      new Problem('InstrumentTaken', {
        errors: [
          {
            field: `/lines/${line.number - 1}/serialNumber`,
            message: {
              zh: `出厂编号 ${line.serialNumber} 的器具已在预约 ${String(row?.openAppointment)} 中。`,
              en: `The instrument with serial number ${line.serialNumber} is part of appointment ${String(row?.openAppointment)}.`,
            },
          },
        ],
      }),
  };
}

/** Frees the instrument of a line, with what a certificate or notice says of it. Refused when it is not part of this appointment. */
export function freeInstrument(
  appointment: { id: string; organisationCode: string },
  line: NumberedLine,
  certificate?: Certificate,
): Write {
  const facts = certificate ? Object.entries(afterIssue(certificate)) : [];
  return {
    item: {
      Update: {
        TableName: physicalName('instruments'),
        Key: { organisationCode: appointment.organisationCode, instrumentKey: instrumentKey(line) },
        UpdateExpression: `REMOVE openAppointment${
          facts.length > 0 ? ` SET ${facts.map(([name]) => `${name} = :${name}`).join(', ')}` : ''
        }`,
        ConditionExpression: 'openAppointment = :id',
        ExpressionAttributeValues: {
          ':id': appointment.id,
          ...Object.fromEntries(facts.map(([name, value]) => [`:${name}`, value])),
        },
      },
    },
    refused: () => new Problem('VersionConflict'),
  };
}

/** The ledger of an organisation. */
export const listInstruments = (
  organisationCode: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<Page<LedgerEntry>> =>
  query({ table: 'instruments', partition: ['organisationCode', organisationCode], ...page }, LedgerEntry, [
    'instrumentKey',
  ]);

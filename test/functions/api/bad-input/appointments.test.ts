import { describe } from 'vitest';
import { evidence } from '#test/factories/appointment.ts';
import { refuses } from '#test/factories/bad-input.ts';
import type { Call } from '#test/factories/requests.ts';
import { goodCalls, testBed } from '#test/factories/test-bed.ts';

const the = testBed();

const submit = goodCalls.submitAppointment.body as { lines: object[] };
const [line = {}] = submit.lines;
const withLine = (change: object) => ({ body: { ...submit, lines: [{ ...line, ...change }] } });
/** Instruments of 180 minutes each. */
const heavy = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...line,
    type: 'truck-scale',
    kind: 'calibration',
    purpose: 'other',
    serialNumber: `T-${index}`,
  }));
const withBody = (change: object): Partial<Call> => ({ body: { ...submit, ...change } });

describe('bad input of an appointment', () => {
  refuses(the, [
    ['an unknown field', 'submitAppointment', withBody({ priority: 1 }), '/priority'],
    ['an unknown field in a line', 'submitAppointment', withLine({ colour: 'red' }), '/lines/0/colour'],
    ['a field with a sign of pointers', 'submitAppointment', withBody({ 'a/b~c': 1 }), '/a~1b~0c'],
    ['a wrong type', 'submitAppointment', withBody({ contactFree: 'yes' }), '/contactFree'],
    ['a missing field', 'submitAppointment', withBody({ division: undefined }), '/division'],
    ['a text that is too long', 'submitAppointment', withBody({ note: '长'.repeat(501) }), '/note'],
    ['an empty text', 'submitAppointment', withLine({ model: ' ' }), '/lines/0/model'],
    [
      'a text with a hidden character',
      'submitAppointment',
      withLine({ model: 'A\u202eB' }),
      '/lines/0/model',
    ],
    ['a past date', 'submitAppointment', withBody({ requestedDate: '2026-03-01' }), '/requestedDate'],
    ['a date too far away', 'submitAppointment', withBody({ requestedDate: '2026-05-02' }), '/requestedDate'],
    [
      'more work than the longest shift has minutes',
      'submitAppointment',
      withBody({ lines: heavy(9) }),
      '/lines',
    ],
    [
      'on site, a longest shift of work without time for the road',
      'submitAppointment',
      withBody({ mode: 'on-site', lines: heavy(8) }),
      '/lines',
    ],
    [
      'names that become longer than a key may be',
      'submitAppointment',
      withLine({ manufacturer: '\ufdfa'.repeat(80) }),
      '/lines/0/manufacturer',
    ],
    [
      'a day that does not exist',
      'submitAppointment',
      withBody({ requestedDate: '2026-02-30' }),
      '/requestedDate',
    ],
    ['an unknown division', 'submitAppointment', withBody({ division: '611099' }), '/division'],
    ['a division elsewhere', 'submitAppointment', withBody({ division: '110101' }), '/division'],
    ['an unknown mode', 'submitAppointment', withBody({ mode: 'by-post' }), '/mode'],
    ['an unknown type', 'submitAppointment', withLine({ type: 'sundial' }), '/lines/0/type'],
    ['another type without its name', 'submitAppointment', withLine({ type: 'other' }), '/lines/0/otherName'],
    [
      'a serial number twice',
      'submitAppointment',
      { body: { ...submit, lines: [line, { ...line, serialNumber: ' new 1' }] } },
      '/lines/1/serialNumber',
    ],
    ['no lines', 'submitAppointment', withBody({ lines: [] }), '/lines'],
    [
      'too many lines',
      'submitAppointment',
      withBody({ lines: Array.from({ length: 41 }, (_, i) => ({ ...line, serialNumber: `S${i}` })) }),
      '/lines',
    ],
    [
      'one kind of evidence twice',
      'submitAppointment',
      withBody({ evidence: [evidence[0], evidence[0]] }),
      '/evidence',
    ],
    [
      'an unknown kind of evidence',
      'submitAppointment',
      withBody({ evidence: [{ type: 'photo' }] }),
      '/evidence/0/type',
    ],
    [
      'a bad credit code',
      'submitAppointment',
      withBody({ organisationCode: '91610302TT0000015A' }),
      '/organisationCode',
    ],
    [
      'an instrument in another appointment',
      'submitAppointment',
      withLine({ serialNumber: 'QD' }),
      '/lines/0/serialNumber',
      'InstrumentTaken',
      409,
    ],
    ['an id that is none', 'readAppointment', { parameters: { id: 'a b' } }, 'path:/id'],
    ['a page too long', 'listAppointments', { query: { status: 'QUEUED', limit: '101' } }, 'query:/limit'],
    ['a page of nothing', 'listAppointments', { query: { status: 'QUEUED', limit: 'x' } }, 'query:/limit'],
    ['an unknown status', 'listAppointments', { query: { status: 'LOST' } }, 'query:/status'],
    ['an unknown parameter', 'listAppointments', { query: { status: 'QUEUED', sort: 'x' } }, 'query:/sort'],
    [
      'a cursor that is none',
      'listAppointments',
      { query: { status: 'QUEUED', cursor: 'nonsense' } },
      'cursor',
    ],
    ['a cancellation without a reason', 'cancelAppointment', { body: {} }, '/reason'],
    [
      'a resubmission of what was not returned',
      'resubmitAppointment',
      { parameters: { id: goodCalls.readAppointment.parameters?.id ?? '' } },
      undefined,
      'IllegalTransition',
      409,
    ],
    [
      'a resubmission in the past',
      'resubmitAppointment',
      withBody({ requestedDate: '2026-03-01' }),
      '/requestedDate',
    ],
    ['a quote for an unknown division', 'quote', withBody({ division: '611099' }), '/division'],
  ]);
});

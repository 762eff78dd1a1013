import { describe, expect, it } from 'vitest';
import { routes } from '#contract/index.ts';
import { ProblemDetail } from '#contract/problems.ts';
import type { RouteName } from '#contract/routes.ts';
import type { RouteDefinition } from '#contract/types.ts';
import { evidence } from '#test/factories/appointment.ts';
import { type Call, request } from '#test/factories/requests.ts';
import { goodCalls, tasks, testBed } from '#test/factories/test-bed.ts';

const the = testBed();

type Bad = [
  what: string,
  route: RouteName,
  change: Partial<Call>,
  status: number,
  code: string,
  field?: string,
];

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
const organisation = goodCalls.writeOrganisation.body as object;
const decision = (change: object): Partial<Call> => ({ body: { decision: change } });

const cases: Bad[] = [
  ['an unknown field', 'submitAppointment', withBody({ priority: 1 }), 400, 'Validation', '/priority'],
  [
    'an unknown field in a line',
    'submitAppointment',
    withLine({ colour: 'red' }),
    400,
    'Validation',
    '/lines/0/colour',
  ],
  [
    'a field with a sign of pointers',
    'submitAppointment',
    withBody({ 'a/b~c': 1 }),
    400,
    'Validation',
    '/a~1b~0c',
  ],
  ['a wrong type', 'submitAppointment', withBody({ contactFree: 'yes' }), 400, 'Validation', '/contactFree'],
  ['a missing field', 'submitAppointment', withBody({ division: undefined }), 400, 'Validation', '/division'],
  [
    'a text that is too long',
    'submitAppointment',
    withBody({ note: '长'.repeat(501) }),
    400,
    'Validation',
    '/note',
  ],
  ['an empty text', 'submitAppointment', withLine({ model: ' ' }), 400, 'Validation', '/lines/0/model'],
  [
    'a text with a hidden character',
    'submitAppointment',
    withLine({ model: 'A\u202eB' }),
    400,
    'Validation',
    '/lines/0/model',
  ],
  [
    'a past date',
    'submitAppointment',
    withBody({ requestedDate: '2026-03-01' }),
    400,
    'Validation',
    '/requestedDate',
  ],
  [
    'a date too far away',
    'submitAppointment',
    withBody({ requestedDate: '2026-05-02' }),
    400,
    'Validation',
    '/requestedDate',
  ],
  [
    'more work than the longest shift has minutes',
    'submitAppointment',
    withBody({ lines: heavy(9) }),
    400,
    'Validation',
    '/lines',
  ],
  [
    'on site, a longest shift of work without time for the road',
    'submitAppointment',
    withBody({ mode: 'on-site', lines: heavy(8) }),
    400,
    'Validation',
    '/lines',
  ],
  [
    'a team whose name other units may have too',
    'writeTeam',
    { parameters: { unit: 'shangluo', id: 'laboratory' } },
    400,
    'Validation',
    'path:/id',
  ],
  [
    'a team with a name too long for that of its shifts',
    'writeTeam',
    { parameters: { unit: 'shangluo', id: `shangluo-${'x'.repeat(80)}` } },
    400,
    'Validation',
    'path:/id',
  ],
  [
    'names that become longer than a key may be',
    'submitAppointment',
    withLine({ manufacturer: '\ufdfa'.repeat(80) }),
    400,
    'Validation',
    '/lines/0/manufacturer',
  ],
  [
    'a day that does not exist',
    'submitAppointment',
    withBody({ requestedDate: '2026-02-30' }),
    400,
    'Validation',
    '/requestedDate',
  ],
  [
    'an unknown division',
    'submitAppointment',
    withBody({ division: '611099' }),
    400,
    'Validation',
    '/division',
  ],
  [
    'a division elsewhere',
    'submitAppointment',
    withBody({ division: '110101' }),
    400,
    'Validation',
    '/division',
  ],
  ['an unknown mode', 'submitAppointment', withBody({ mode: 'by-post' }), 400, 'Validation', '/mode'],
  ['an unknown type', 'submitAppointment', withLine({ type: 'sundial' }), 400, 'Validation', '/lines/0/type'],
  [
    'another type without its name',
    'submitAppointment',
    withLine({ type: 'other' }),
    400,
    'Validation',
    '/lines/0/otherName',
  ],
  [
    'a serial number twice',
    'submitAppointment',
    { body: { ...submit, lines: [line, { ...line, serialNumber: ' new 1' }] } },
    400,
    'Validation',
    '/lines/1/serialNumber',
  ],
  ['no lines', 'submitAppointment', withBody({ lines: [] }), 400, 'Validation', '/lines'],
  [
    'too many lines',
    'submitAppointment',
    withBody({ lines: Array.from({ length: 41 }, (_, i) => ({ ...line, serialNumber: `S${i}` })) }),
    400,
    'Validation',
    '/lines',
  ],
  [
    'one kind of evidence twice',
    'submitAppointment',
    withBody({ evidence: [evidence[0], evidence[0]] }),
    400,
    'Validation',
    '/evidence',
  ],
  [
    'an unknown kind of evidence',
    'submitAppointment',
    withBody({ evidence: [{ type: 'photo' }] }),
    400,
    'Validation',
    '/evidence/0/type',
  ],
  [
    'a bad credit code',
    'submitAppointment',
    withBody({ organisationCode: '91610302TT0000015A' }),
    400,
    'Validation',
    '/organisationCode',
  ],
  [
    'an instrument in another appointment',
    'submitAppointment',
    withLine({ serialNumber: 'QD' }),
    409,
    'InstrumentTaken',
    '/lines/0/serialNumber',
  ],
  ['a list for an object', 'submitAppointment', { body: [] }, 400, 'Validation', '/'],
  ['no JSON', 'submitAppointment', { raw: '{"division":' }, 400, 'Validation', '/'],
  ['no body', 'submitAppointment', { body: undefined }, 415, 'UnsupportedMediaType'],
  [
    'a wrong content type',
    'submitAppointment',
    { headers: { 'content-type': 'text/plain' } },
    415,
    'UnsupportedMediaType',
  ],
  [
    'a body over 256 KB',
    'submitAppointment',
    withBody({ note: 'x'.repeat(256 * 1024) }),
    413,
    'PayloadTooLarge',
  ],
  [
    'one of three bytes a character',
    'submitAppointment',
    withBody({ note: '长'.repeat(90_000) }),
    413,
    'PayloadTooLarge',
  ],
  [
    'no Idempotency-Key',
    'submitAppointment',
    { key: null },
    400,
    'MissingIdempotencyKey',
    'header:Idempotency-Key',
  ],
  [
    'a short Idempotency-Key',
    'submitAppointment',
    { key: '1234567' },
    400,
    'MissingIdempotencyKey',
    'header:Idempotency-Key',
  ],
  [
    'a long Idempotency-Key',
    'submitAppointment',
    { key: 'k'.repeat(129) },
    400,
    'MissingIdempotencyKey',
    'header:Idempotency-Key',
  ],
  [
    'an Idempotency-Key with spaces',
    'submitAppointment',
    { key: 'key with space' },
    400,
    'MissingIdempotencyKey',
    'header:Idempotency-Key',
  ],
  ['an id that is none', 'readAppointment', { parameters: { id: 'a b' } }, 400, 'Validation', 'path:/id'],
  [
    'a page too long',
    'listAppointments',
    { query: { status: 'QUEUED', limit: '101' } },
    400,
    'Validation',
    'query:/limit',
  ],
  [
    'a page of nothing',
    'listAppointments',
    { query: { status: 'QUEUED', limit: 'x' } },
    400,
    'Validation',
    'query:/limit',
  ],
  [
    'an unknown status',
    'listAppointments',
    { query: { status: 'LOST' } },
    400,
    'Validation',
    'query:/status',
  ],
  [
    'an unknown parameter',
    'listAppointments',
    { query: { status: 'QUEUED', sort: 'x' } },
    400,
    'Validation',
    'query:/sort',
  ],
  [
    'a cursor that is none',
    'listAppointments',
    { query: { status: 'QUEUED', cursor: 'nonsense' } },
    400,
    'Validation',
    'cursor',
  ],
  ['a cancellation without a reason', 'cancelAppointment', { body: {} }, 400, 'Validation', '/reason'],
  [
    'a resubmission of what was not returned',
    'resubmitAppointment',
    { parameters: { id: goodCalls.readAppointment.parameters?.id ?? '' } },
    409,
    'IllegalTransition',
  ],
  [
    'a resubmission in the past',
    'resubmitAppointment',
    withBody({ requestedDate: '2026-03-01' }),
    400,
    'Validation',
    '/requestedDate',
  ],
  [
    'a decision that is none',
    'decideTask',
    decision({ outcome: 'maybe' }),
    400,
    'Validation',
    '/decision/outcome',
  ],
  [
    'a decision of another step',
    'decideTask',
    decision({ outcome: 'approve' }),
    400,
    'Validation',
    '/decision/outcome',
  ],
  [
    'a return without a reason',
    'decideTask',
    decision({ outcome: 'return', lines: [] }),
    400,
    'Validation',
    '/decision/reason',
  ],
  [
    'a return of a line that there is not',
    'decideTask',
    decision({ outcome: 'return', reason: 'x', lines: [{ line: 2, reason: 'x' }] }),
    400,
    'Validation',
    '/decision/lines/0/line',
  ],
  [
    'results for no line',
    'recordResults',
    { body: { results: [{ line: 2, outcome: 'pass', testedOn: '2026-03-02' }] } },
    400,
    'Validation',
    '/results/0/line',
  ],
  [
    'a result out of tolerance that passes',
    'recordResults',
    {
      body: {
        results: [
          {
            line: 1,
            outcome: 'pass',
            testedOn: '2026-03-02',
            measurements: [{ point: 'x', nominal: 1, reading: 2, tolerance: 0.5, unit: 'x' }],
          },
        ],
      },
    },
    400,
    'Validation',
    '/results/0/measurements',
  ],
  [
    'a failure without a reason',
    'recordResults',
    { body: { results: [{ line: 1, outcome: 'fail', testedOn: '2026-03-02' }] } },
    400,
    'Validation',
    '/results/0/reason',
  ],
  [
    'a test of tomorrow',
    'recordResults',
    { body: { results: [{ line: 1, outcome: 'pass', testedOn: '2026-03-03' }] } },
    400,
    'Validation',
    '/results/0/testedOn',
  ],
  [
    'one task twice',
    'decideTasks',
    { body: { items: [1, 2].map(() => ({ task: tasks.intake.id, decision: { outcome: 'accept' } })) } },
    400,
    'Validation',
    '/items',
  ],
  ['an empty bulk', 'decideTasks', { body: { items: [] } }, 400, 'Validation', '/items'],
  [
    'a unit that there is not',
    'readDispatchBoard',
    { parameters: { unit: 'mars' } },
    400,
    'Validation',
    'path:/unit',
  ],
  [
    'a board of too many days',
    'readDispatchBoard',
    { query: { days: '32' } },
    400,
    'Validation',
    'query:/days',
  ],
  [
    'a shift of two days',
    'planShift',
    { body: { teamId: 'shangluo-1', date: '2026-03-05', minutes: 1441 } },
    400,
    'Validation',
    '/minutes',
  ],
  [
    'a reassignment without a reason',
    'reassignAppointment',
    { body: { shiftId: 'x', reason: '' } },
    400,
    'Validation',
    '/reason',
  ],
  [
    'a team without people',
    'writeTeam',
    { body: { ...(goodCalls.writeTeam.body as object), members: [] } },
    400,
    'Validation',
    '/members',
  ],
  [
    'a team from nowhere',
    'writeTeam',
    { body: { ...(goodCalls.writeTeam.body as object), base: '611099' } },
    400,
    'Validation',
    '/base',
  ],
  [
    'a quote for an unknown division',
    'quote',
    withBody({ division: '611099' }),
    400,
    'Validation',
    '/division',
  ],
  [
    'a number that is none',
    'readCertificate',
    { parameters: { number: '1' } },
    400,
    'Validation',
    'path:/number',
  ],
  [
    'a credit code in the path that is none',
    'readOrganisation',
    { parameters: { code: 'x' } },
    400,
    'Validation',
    'path:/code',
  ],
  [
    'a telephone number that is none',
    'writeOrganisation',
    { body: { ...organisation, contact: { name: 'x', phone: 'call me' } } },
    400,
    'Validation',
    '/contact/phone',
  ],
  [
    'a staff below nothing',
    'writeOrganisation',
    { body: { ...organisation, staff: -1 } },
    400,
    'Validation',
    '/staff',
  ],
  [
    'a code in the body too',
    'writeOrganisation',
    { body: { ...organisation, code: 'x' } },
    400,
    'Validation',
    '/code',
  ],
];

describe('bad input', () => {
  it.each(cases)(
    '%s (%s) is refused by name, in both languages, and nothing is written',
    async (_, route, change, status, code, field) => {
      const before = the.memory.snapshot();
      const reply = await request(the.memory, route, { ...goodCalls[route], ...change });
      expect({ status: reply.status, code: reply.body.code }).toEqual({ status, code });
      expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      const problem = ProblemDetail.parse(reply.body);
      expect(problem.correlationId).toBe('request-1');
      expect(problem.errors?.map((error) => error.field) ?? []).toEqual(
        field ? expect.arrayContaining([field]) : [],
      );
      for (const { message } of problem.errors ?? []) {
        expect(message.zh).toMatch(/\p{Script=Han}/u);
        // Nobody reads a Chinese sentence for its English: only what was sent stands in it, in quotation marks.
        expect(message.zh.replace(/“[^”]*”/g, '').replace(/\d{4}-\d\d-\d\dT[\d:+]+/, '')).not.toMatch(
          /[a-z]{2,}/,
        );
        expect(message.en).toMatch(/[A-Za-z]/);
      }
      expect(the.memory.snapshot()).toBe(before);
      if (code !== 'InstrumentTaken') expect(the.memory.writes).toEqual([]);
    },
  );

  it('names every field that is wrong, not only the first', async () => {
    const body = { ...submit, mode: 'x', division: 'y', lines: [{ ...line, kind: 'z' }] };
    const { body: problem } = await request(the.memory, 'submitAppointment', {
      ...goodCalls.submitAppointment,
      body,
    });
    expect(problem.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
      '/division',
      '/lines/0/kind',
      '/mode',
    ]);
  });

  it('does not answer with more than it was sent', async () => {
    const body = Object.fromEntries(Array.from({ length: 15_000 }, (_, index) => [`field${index}`, 1]));
    const { body: problem } = await request(the.memory, 'submitAppointment', {
      ...goodCalls.submitAppointment,
      body,
    });
    expect(problem.errors).toHaveLength(50);
    const long = { [`x${'y'.repeat(200_000)}`]: 1 };
    const reply = await request(the.memory, 'submitAppointment', {
      ...goodCalls.submitAppointment,
      body: { ...submit, ...long },
    });
    expect(JSON.stringify(reply.body).length).toBeLessThan(3000);
  });

  it('is looked at only after who sent it', async () => {
    const { status } = await request(the.memory, 'submitAppointment', { raw: '{' });
    expect(status).toBe(401);
  });

  it('is asked for a key by every route that changes something, and by no other', async () => {
    for (const [name, { method, idempotent }] of Object.entries<RouteDefinition>(routes)) {
      if (name === 'quote') expect(idempotent).toBeUndefined();
      else expect(Boolean(idempotent), name).toBe(method !== 'GET');
      if (!idempotent) continue;
      const { status, body } = await request(the.memory, name as RouteName, {
        ...goodCalls[name as RouteName],
        key: null,
      });
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'MissingIdempotencyKey' });
    }
    expect(the.memory.writes).toEqual([]);
  });
});

describe('input as clients send it', () => {
  it('may be base64, as the gateway passes on what it takes for binary', async () => {
    expect(
      (await request(the.memory, 'submitAppointment', { ...goodCalls.submitAppointment, base64: true }))
        .status,
    ).toBe(202);
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON', 'application/merge-patch+json'])(
    'may be %s',
    async (type) => {
      const { status } = await request(the.memory, 'quote', {
        ...goodCalls.quote,
        headers: { 'content-type': type },
      });
      expect(status).toBe(200);
    },
  );

  it('may be as long as 256 KB exactly', async () => {
    const text = JSON.stringify(goodCalls.quote.body);
    const padded = (bytes: number) => ({
      ...goodCalls.quote,
      raw: text + ' '.repeat(bytes - Buffer.byteLength(text)),
    });
    expect((await request(the.memory, 'quote', padded(256 * 1024))).status).toBe(200);
    expect((await request(the.memory, 'quote', padded(256 * 1024 + 1))).status).toBe(413);
  });
});

import { describe, expect, it } from 'vitest';
import { type RouteName, routes } from '#contract/routes.ts';
import type { RouteDefinition } from '#contract/types.ts';
import { escalate } from '#domain/tasks/task.ts';
import { institutionOf } from '#domain/units/institution.ts';
import { writeOrganisation } from '#store/organisations/organisations.ts';
import { createTask } from '#store/tasks/tasks.ts';
import { later, NOW } from '#test/factories/appointment.ts';
import { organisation } from '#test/factories/organisation.ts';
import { ENTERPRISE_CODE, OTHER_CODE, person } from '#test/factories/people.ts';
import { request } from '#test/factories/requests.ts';
import { goodCalls, tasks, testBed } from '#test/factories/test-bed.ts';
import { openTask } from '#test/factories/work.ts';

const the = testBed();
const call = async (name: RouteName, change: object = {}) => {
  const { status, body } = await request(the.memory, name, { ...goodCalls[name], ...change });
  return { status, code: body.code, body };
};
const notFound = { status: 404, code: 'NotFound' };

const stranger = person('enterprise', { organisation: OTHER_CODE, subject: 'stranger' });
const elsewhere = {
  clerk: 'clerk',
  technician: 'technician',
  approver: 'approver',
  dispatcher: 'dispatcher',
} as const;
const ofXianyang = (role: keyof typeof elsewhere) => person(role, { unit: 'xianyang', subject: `${role}-x` });

/** Every route about one record, with somebody who may use the route, but not for this record. */
const others: [RouteName, object][] = [
  ['readAppointment', { as: stranger }],
  ['readAppointment', { as: ofXianyang('clerk') }],
  ['cancelAppointment', { as: stranger }],
  ['cancelAppointment', { as: ofXianyang('clerk') }],
  ['resubmitAppointment', { as: stranger }],
  ['resubmitAppointment', { as: ofXianyang('clerk') }],
  ['readTask', { as: ofXianyang('clerk') }],
  ['claimTask', { as: ofXianyang('clerk') }],
  ['releaseTask', { as: ofXianyang('clerk') }],
  ['decideTask', { as: ofXianyang('clerk') }],
  ['recordResults', { as: ofXianyang('technician') }],
  ['readDispatchBoard', { as: ofXianyang('dispatcher') }],
  ['writeTeam', { as: ofXianyang('dispatcher') }],
  ['writeTeam', { as: person('dispatcher', { unit: 'shaanxi' }) }],
  ['planShift', { as: ofXianyang('dispatcher') }],
  ['planShift', { as: person('dispatcher', { unit: 'shaanxi' }) }],
  ['reassignAppointment', { as: ofXianyang('dispatcher') }],
  ['readCertificate', { as: stranger }],
  ['readCertificate', { as: ofXianyang('clerk') }],
  ['readOrganisation', { as: stranger }],
  ['readOrganisation', { as: ofXianyang('clerk') }],
  ['writeOrganisation', { as: stranger }],
  ['writeOrganisation', { as: ofXianyang('clerk') }],
  ['listInstruments', { as: stranger }],
  ['listInstruments', { as: ofXianyang('clerk') }],
  [
    'submitAppointment',
    {
      as: stranger,
      body: { ...(goodCalls.submitAppointment.body as object), organisationCode: ENTERPRISE_CODE },
    },
  ],
  [
    'quote',
    { as: stranger, body: { ...(goodCalls.quote.body as object), organisationCode: ENTERPRISE_CODE } },
  ],
];

describe("somebody else's record", () => {
  it('is tried with every route about one', () => {
    const aboutOne = Object.entries<RouteDefinition>(routes).filter(
      ([, { parameters, roles }]) => parameters && roles !== 'public',
    );
    const tried: string[] = others.map(([name]) => name);
    expect(aboutOne.map(([name]) => name).filter((name) => !tried.includes(name))).toEqual([]);
  });

  it.each(others)('does not exist for %s', async (name, change) => {
    const before = the.memory.snapshot();
    const { status, code, body } = await call(name, change);
    expect({ status, code }).toEqual(notFound);
    expect(JSON.stringify(body)).not.toContain('商洛试验');
    expect(the.memory.writes).toEqual([]);
    expect(the.memory.snapshot()).toBe(before);
  });

  const missing: [RouteName, Record<string, string>][] = [
    ['readAppointment', { id: 'no-such' }],
    ['cancelAppointment', { id: 'no-such' }],
    ['resubmitAppointment', { id: 'no-such' }],
    ['readTask', { id: 'no-such' }],
    ['claimTask', { id: 'no-such' }],
    ['releaseTask', { id: 'no-such' }],
    ['decideTask', { id: 'no-such' }],
    ['recordResults', { id: 'no-such' }],
    ['reassignAppointment', { id: 'no-such' }],
    ['readCertificate', { number: `GL-SHANGLUO-${'0'.repeat(26)}-01` }],
    ['readOrganisation', { code: OTHER_CODE }],
    ['listInstruments', { code: OTHER_CODE }],
  ];

  it.each(missing)('looks to %s exactly like one that there is not', async (name, parameters) => {
    expect(await call(name, { parameters })).toMatchObject(notFound);
  });
});

describe('the staff of the province', () => {
  it.each([
    ['readAppointment', 'leader'],
    ['readDispatchBoard', 'dispatcher'],
    ['readCertificate', 'clerk'],
    ['readOrganisation', 'clerk'],
  ] as const)('sees every unit: %s', async (name, role) => {
    expect((await call(name, { as: person(role, { unit: 'shaanxi' }) })).status).toBe(200);
  });

  it('lists the unit that it names', async () => {
    const as = person('leader', { unit: 'shaanxi' });
    const listed = await call('listAppointments', { as, query: { status: 'IN_REVIEW', unit: 'shangluo' } });
    expect(listed.body.items).toHaveLength(1);
    const own = await call('listAppointments', { as, query: { status: 'IN_REVIEW' } });
    expect(own.body.items).toEqual([]);
  });
});

describe('lists', () => {
  it('of an enterprise hold its own appointments only', async () => {
    const mine = await call('listAppointments', { as: person('enterprise'), query: {} });
    expect(mine.body.items).toHaveLength(5);
    const theirs = await call('listAppointments', { as: stranger, query: {} });
    expect(theirs.body.items).toEqual([]);
    expect((await call('listCertificates', { as: stranger })).body.items).toEqual([]);
  });

  it('of the staff are of their own unit, in the status that they name', async () => {
    const named = await call('listAppointments', { query: { status: 'QUEUED', unit: 'yulin' } });
    expect(named).toMatchObject(notFound);
    const unnamed = await call('listAppointments', { query: {} });
    expect(unnamed).toMatchObject({ status: 400, body: { errors: [{ field: 'query:/status' }] } });
  });

  it('of tasks are those of a role that one has', async () => {
    const both = { ...person('clerk'), roles: ['clerk', 'approver'] as ('clerk' | 'approver')[] };
    expect((await call('listTasks', { as: both })).body.items).toHaveLength(1);
    expect((await call('listTasks', { as: both, query: { role: 'approver' } })).body.items[0].step).toBe(
      'waiver-review',
    );
    expect(await call('listTasks', { as: both, query: { role: 'technician' } })).toMatchObject({
      status: 403,
    });
  });

  it('of tasks hold those of the own group and those escalated to it, in one order, page by page', async () => {
    const at = (index: number, hours: number, unit: 'shaanxi' | 'shangluo') => {
      const appointmentId = `01KJP000000000000000000T${String(index).padStart(2, '0')}`;
      const own = openTask('test', { appointmentId, dueAt: later(hours) });
      const institution = institutionOf(unit);
      return unit === 'shangluo'
        ? escalate(own, NOW, later(hours))
        : { ...own, unit, institution, candidates: [{ role: 'technician' as const, institution }] };
    };
    const given = [
      at(0, 5, 'shangluo'),
      at(1, 4, 'shaanxi'),
      at(2, 1, 'shangluo'),
      at(3, 2, 'shaanxi'),
      at(4, 3, 'shangluo'),
    ];
    the.memory.given(...given.map((one) => createTask(one)));
    const as = person('technician', { unit: 'shaanxi' });
    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await call('listTasks', { as, query: { limit: '2', ...(cursor && { cursor }) } });
      listed.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.next ?? undefined;
    } while (cursor);
    // What was escalated stands before the rest; in each, what is due first.
    expect(listed).toEqual([2, 4, 0, 3, 1].map((index) => given[index]?.id));
    const home = await call('listTasks', { as: person('technician') });
    expect(home.body.items.map(({ id }: { id: string }) => id).sort()).toEqual(
      [...[0, 2, 4].map((index) => given[index]?.id), tasks.test.id].sort(),
    );
  });

  it('go on from the page before', async () => {
    const as = person('enterprise');
    const first = await call('listAppointments', { as, query: { limit: '2' } });
    expect(first.body.items).toHaveLength(2);
    const second = await call('listAppointments', { as, query: { limit: '10', cursor: first.body.next } });
    expect(second.body).toMatchObject({ next: null });
    expect(second.body.items).toHaveLength(3);
  });
});

describe('a clerk', () => {
  const body = { ...(goodCalls.submitAppointment.body as object), organisationCode: ENTERPRISE_CODE };

  it('takes an appointment by telephone for an enterprise of the unit', async () => {
    const { status, body: answer } = await call('submitAppointment', { as: person('clerk'), body });
    expect(status).toBe(202);
    expect(answer.appointment).toMatchObject({ channel: 'telephone', submittedBy: { subject: 'clerk-1' } });
  });

  it('takes none for a place that another unit serves, and none for nobody', async () => {
    const other = await call('submitAppointment', { as: ofXianyang('clerk'), body });
    expect(other).toMatchObject({ status: 400, body: { errors: [{ field: '/division' }] } });
    const { organisationCode: _code, ...nobody } = body;
    const whose = await call('submitAppointment', { as: person('clerk'), body: nobody });
    expect(whose).toMatchObject({ status: 400, body: { errors: [{ field: '/organisationCode' }] } });
    expect(the.memory.writes).toEqual([]);
  });

  it('registers an enterprise of the unit, and leaves it with a unit that serves the place', async () => {
    const parameters = { code: OTHER_CODE };
    expect(await call('writeOrganisation', { as: person('clerk'), parameters })).toMatchObject({
      status: 200,
    });
    const wrong = { ...(goodCalls.writeOrganisation.body as object), unit: 'yulin' };
    const moved = await call('writeOrganisation', { as: person('clerk'), body: wrong });
    expect(moved).toMatchObject({ status: 400, body: { errors: [{ field: '/unit' }] } });
  });
});

describe('an enterprise that is not registered', () => {
  it('is told to register first', async () => {
    const answer = await call('submitAppointment', { as: stranger });
    expect(answer).toMatchObject({
      status: 409,
      code: 'OrganisationUnknown',
      body: { context: { code: OTHER_CODE } },
    });
    expect((await call('quote', { as: stranger })).code).toBe('OrganisationUnknown');
    expect(the.memory.writes).toEqual([]);
  });
});

describe('the check of a paper', () => {
  const check = (change: object) => call('checkCertificate', change);

  it('says nothing but yes or no to who has not the code', async () => {
    const right = await check({});
    expect(right.body).toMatchObject({ genuine: true, valid: true, organisationName: expect.any(String) });
    const wrong = await check({ query: { code: 'WRONG123' } });
    const parameters = { number: `GL-SHANGLUO-${'0'.repeat(26)}-01` };
    const unknown = await check({ parameters });
    expect(wrong.body).toEqual({ number: right.body.number, genuine: false });
    expect(unknown.body).toEqual({ number: parameters.number, genuine: false });
  });

  it('takes the code as people type it', async () => {
    expect((await check({ query: { code: ' abcd2345 ' } })).body.genuine).toBe(true);
  });
});

describe('Xixian New Area, which has no division of its own', () => {
  it('keeps the enterprises that chose it', async () => {
    const xixian = organisation({ code: OTHER_CODE, unit: 'xixian', division: '610402' });
    the.memory.given(writeOrganisation(xixian));
    const body = { ...(goodCalls.submitAppointment.body as object), division: '610402' };
    const { body: answer } = await call('submitAppointment', { as: stranger, body });
    expect(answer.appointment.unit).toBe('xixian');
    const home = await call('submitAppointment', { as: person('enterprise'), body });
    expect(home.body.appointment.unit).toBe('xianyang');
  });
});

import { describe, expect, it } from 'vitest';
import { transition } from '#domain/appointments/transitions.ts';
import { giveBack, take } from '#domain/dispatch/capacity.ts';
import { Problem } from '#domain/problem.ts';
import { claim } from '#domain/tasks/task.ts';
import { createAppointment, requireVersion, updateAppointment } from '#store/appointments/appointments.ts';
import { issueCertificate } from '#store/certificates/certificates.ts';
import { saveAnswer } from '#store/delivery/idempotency.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { parkedClasses } from '#store/dispatch/classes.ts';
import { enterQueue, leaveQueue, park } from '#store/dispatch/queue.ts';
import { addJob, createShift, removeJob, updateShift } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import { commit, type Write } from '#store/dynamodb/transaction.ts';
import { freeInstruments, takeInstruments } from '#store/ledger/instruments.ts';
import { writeOrganisation } from '#store/organisations/organisations.ts';
import { createTask, updateTask } from '#store/tasks/tasks.ts';
import { appointmentIn, ID, later, NOW } from '#test/factories/appointment.ts';
import { snapshot, testDatabase } from '#test/factories/database.ts';
import { delivery } from '#test/factories/delivery.ts';
import { organisation } from '#test/factories/organisation.ts';
import { person } from '#test/factories/people.ts';
import { entryOf, ledgerAfter, readBack, storedOf, written } from '#test/factories/stored.ts';
import { certificate, entry, job, openTask, shift, team } from '#test/factories/work.ts';

const nowMs = Date.parse(NOW);
const event = entryOf();
const database = testDatabase();

const review = openTask('waiver-review');
const claimed = claim(review, person('approver'), NOW);
const inReview = appointmentIn('IN_REVIEW');
const returned = transition(
  inReview,
  'Returned',
  { returned: { at: NOW, by: 'x', reason: 'x', lines: [] } },
  later(1),
);
const accepted = appointmentIn('QUEUED', { version: 2 });
const other = { ...inReview, id: 'OTHER' };
const nobodys = new Map();
const parked = { at: NOW, reason: { zh: '无空档', en: 'no room' } };
const answer = (request = 'digest', nowMsOf = nowMs) =>
  saveAnswer({ key: 'me#k', request }, 200, { id: ID }, nowMsOf);
/** An appointment whose results are recorded: a document names them. */
const testedWrites = () =>
  written([
    appointmentIn('ASSIGNED', { version: 1 }),
    { ...appointmentIn('VERIFYING'), version: appointmentIn('ASSIGNED', { version: 1 }).version + 1 },
  ]);
const document = () => issueCertificate(certificate(), readBack(testedWrites()));

type Case = {
  name: string;
  /** What must have been written for the write to hold. */
  given?: () => Write[];
  write: () => Write | Write[];
  /** What somebody else wrote meanwhile, so that it no longer holds. */
  meanwhile: () => Write[];
  code: string;
};

/** Every write of the store: once it holds, once it is refused. */
const cases: Case[] = [
  {
    name: 'a new appointment',
    write: () => createAppointment(inReview, event),
    meanwhile: () => createAppointment(inReview, event),
    code: 'VersionConflict',
  },
  {
    name: 'the next version of an appointment',
    given: () => createAppointment(inReview, event),
    write: () => updateAppointment(storedOf(inReview), accepted, event),
    meanwhile: () => updateAppointment(storedOf(inReview), returned, event),
    code: 'VersionConflict',
  },
  {
    name: 'a transaction held to the version of an appointment',
    given: () => createAppointment(inReview, event),
    write: () => requireVersion(inReview),
    meanwhile: () => updateAppointment(storedOf(inReview), accepted, event),
    code: 'VersionConflict',
  },
  {
    name: 'a new task',
    write: () => createTask(review),
    meanwhile: () => [createTask(review)],
    code: 'VersionConflict',
  },
  {
    name: 'the next version of a task',
    given: () => [createTask(review)],
    write: () => updateTask(claimed),
    meanwhile: () => [updateTask(claim(review, person('approver', { subject: 'b' }), NOW))],
    code: 'VersionConflict',
  },
  {
    name: 'a place in the queue',
    write: () => enterQueue(entry()),
    meanwhile: () => [enterQueue(entry())],
    code: 'VersionConflict',
  },
  {
    name: 'leaving the queue',
    given: () => [enterQueue(entry())],
    write: () => leaveQueue(entry()),
    meanwhile: () => [leaveQueue(entry())],
    code: 'VersionConflict',
  },
  {
    name: 'parking',
    given: () => [enterQueue(entry())],
    write: () => park(entry(), parked),
    meanwhile: () => park(entry(), parked),
    code: 'VersionConflict',
  },
  {
    name: 'leaving what is parked',
    given: () => [enterQueue(entry({ parked }))],
    write: () => leaveQueue(entry({ parked })),
    meanwhile: () => [leaveQueue(entry({ parked }))],
    code: 'VersionConflict',
  },
  {
    name: 'a new shift',
    write: () => createShift(shift()),
    meanwhile: () => [createShift(shift())],
    code: 'VersionConflict',
  },
  {
    name: 'minutes taken from a shift',
    given: () => [createShift(shift())],
    write: () => updateShift(take(shift(), 45)),
    meanwhile: () => [updateShift(take(shift(), 60))],
    code: 'VersionConflict',
  },
  {
    name: 'a job under a shift',
    write: () => addJob(job()),
    meanwhile: () => [addJob(job())],
    code: 'VersionConflict',
  },
  {
    name: 'a job taken away',
    given: () => [addJob(job())],
    write: () => removeJob(job()),
    meanwhile: () => [removeJob(job())],
    code: 'VersionConflict',
  },
  {
    name: 'a new team',
    write: () => writeTeam(team()),
    meanwhile: () => [writeTeam(team())],
    code: 'VersionConflict',
  },
  {
    name: 'the next version of a team',
    given: () => [writeTeam(team())],
    write: () => writeTeam(team({ version: 2 })),
    meanwhile: () => [writeTeam(team({ version: 2, vehicle: null }))],
    code: 'VersionConflict',
  },
  {
    name: 'a new organisation',
    write: () => writeOrganisation(organisation()),
    meanwhile: () => [writeOrganisation(organisation())],
    code: 'VersionConflict',
  },
  {
    name: 'the next version of an organisation',
    given: () => [writeOrganisation(organisation())],
    write: () => writeOrganisation(organisation({ version: 2 })),
    meanwhile: () => [writeOrganisation(organisation({ version: 2, staff: 5 }))],
    code: 'VersionConflict',
  },
  {
    name: 'a document',
    write: () => document(),
    meanwhile: () => [document()],
    code: 'VersionConflict',
  },
  {
    name: 'taking an instrument',
    write: () => takeInstruments(inReview, nobodys),
    meanwhile: () => takeInstruments(other, nobodys),
    code: 'VersionConflict',
  },
  {
    name: 'freeing an instrument',
    given: () => takeInstruments(inReview, nobodys),
    write: () => freeInstruments(inReview, ledgerAfter(takeInstruments(inReview, nobodys))),
    meanwhile: () => freeInstruments(inReview, ledgerAfter(takeInstruments(inReview, nobodys))),
    code: 'VersionConflict',
  },
  {
    name: 'the answer to a request',
    write: () => answer(),
    meanwhile: () => [answer('digest', nowMs + 1)],
    code: 'AlreadyAnswered',
  },
];

describe('a write', () => {
  it.each(cases)('$name holds', async ({ given = () => [], write }) => {
    await database.given(...given());
    await commit([write()].flat());
    expect(database.sent()).toEqual(['TransactWriteCommand']);
  });

  it.each(cases)('$name is refused when somebody else was there, and changes nothing', async (one) => {
    await database.given(...(one.given?.() ?? []), ...one.meanwhile());
    const before = await snapshot(database);
    const bystander = addToOutbox(delivery.start(), nowMs);
    await expect(commit([bystander, ...[one.write()].flat()])).rejects.toMatchObject({ name: one.code });
    expect(await snapshot(database)).toEqual(before);
  });

  it('has a condition, every one but the mark of a class, which says the same whoever makes it', () => {
    const conditionOf = ({ item }: Write) =>
      (item.Put ?? item.Update ?? item.Delete ?? item.ConditionCheck)?.ConditionExpression;
    for (const { name, write } of cases) {
      const marks = (each: Write) =>
        each.item.Put?.Item !== undefined && parkedClasses.holds(each.item.Put.Item);
      for (const each of [write()].flat()) expect(marks(each) || conditionOf(each), name).toBeTruthy();
    }
    expect(conditionOf(addToOutbox(delivery.start(), nowMs))).toBeTruthy();
  });
});

describe('an assignment and its release', () => {
  it('take minutes and give them back in step with the version', async () => {
    const taken = take(shift(), 45);
    await database.given(createShift(shift()), enterQueue(entry()));
    await commit([leaveQueue(entry()), updateShift(taken), addJob(job())]);
    await commit([updateShift(giveBack(taken, 45)), removeJob(job())]);
    expect(await database.all('shifts')).toMatchObject([
      { remaining: 480, version: 3, change: 'grown', item: '2026-03-03#shangluo-1' },
    ]);
  });

  it('are all or nothing', async () => {
    await database.given(createShift(shift()));
    const writes = [updateShift(take(shift(), 45)), leaveQueue(entry({ appointmentId: 'gone' }))];
    await expect(commit(writes)).rejects.toBeInstanceOf(Problem);
    expect((await database.all('shifts'))[0]).toMatchObject({ remaining: 480, version: 1 });
  });
});

it('a version that skips one is never written', async () => {
  await database.given(...createAppointment(inReview, event));
  const twice = transition(
    accepted,
    'Failed',
    { failure: { at: NOW, code: 'x', reason: { zh: 'x', en: 'x' } } },
    later(1),
  );
  const skipping = updateAppointment(storedOf(accepted), twice, event);
  await expect(commit(skipping)).rejects.toMatchObject({ code: 'VersionConflict' });
});

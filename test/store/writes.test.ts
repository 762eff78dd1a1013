import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '#domain/appointments/history.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { giveBack, take } from '#domain/dispatch/capacity.ts';
import { Problem } from '#domain/problem.ts';
import { claim } from '#domain/tasks/task.ts';
import { createAppointment, requireVersion, updateAppointment } from '#store/appointments/appointments.ts';
import { issueCertificate } from '#store/certificates/certificates.ts';
import { AlreadyAnswered, findAnswer, saveAnswer } from '#store/delivery/idempotency.ts';
import { addToOutbox, findPending, markDelivered } from '#store/delivery/outbox.ts';
import { saveToken } from '#store/delivery/waits.ts';
import { enterQueue, leaveQueue, noteUnplaced } from '#store/dispatch/queue.ts';
import { createShift, updateShift } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import { commit, type Write } from '#store/dynamodb/transaction.ts';
import { freeInstrument, takeInstrument } from '#store/ledger/instruments.ts';
import { writeOrganisation } from '#store/organisations/organisations.ts';
import { createTask, requireTaskVersion, updateTask } from '#store/tasks/tasks.ts';
import { appointmentIn, ID, later, line, NOW, submitted } from '#test/factories/appointment.ts';
import { snapshot, testDatabase } from '#test/factories/database.ts';
import { organisation } from '#test/factories/organisation.ts';
import { ENTERPRISE_CODE, person } from '#test/factories/people.ts';
import { certificate, entry, openTask, shift, team } from '#test/factories/work.ts';

const nowMs = Date.parse(NOW);
const event: HistoryEntry = { type: 'Submitted', at: NOW, by: 'x' };
const delivery = { kind: 'publish', detailType: 'DispatchNeeded', detail: { unit: 'xian' } } as const;
const database = testDatabase();

const review = openTask('waiver-review');
const claimed = claim(review, person('approver'), NOW);
const accepted = appointmentIn('ACCEPTED');
const queued = appointmentIn('QUEUED');
const answer = (request = 'digest', nowMsOf = nowMs) =>
  saveAnswer({ key: 'me#k', request }, 200, { ok: true }, nowMsOf);

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
    write: () => createAppointment(submitted(), event),
    meanwhile: () => createAppointment(submitted(), event),
    code: 'VersionConflict',
  },
  {
    name: 'the next version of an appointment',
    given: () => createAppointment(submitted(), event),
    write: () => updateAppointment(accepted, event),
    meanwhile: () => updateAppointment(appointmentIn('IN_REVIEW'), event),
    code: 'VersionConflict',
  },
  {
    name: 'a transaction held to the version of an appointment',
    given: () => createAppointment(submitted(), event),
    write: () => requireVersion(submitted()),
    meanwhile: () => updateAppointment(accepted, event),
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
    name: 'a transaction held to the version of a task',
    given: () => [createTask(review)],
    write: () => requireTaskVersion(review),
    meanwhile: () => [updateTask(claimed)],
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
    write: () => leaveQueue('shangluo', entry().rankKey),
    meanwhile: () => [leaveQueue('shangluo', entry().rankKey)],
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
    write: () => issueCertificate(certificate()),
    meanwhile: () => [issueCertificate(certificate())],
    code: 'VersionConflict',
  },
  {
    name: 'taking an instrument',
    write: () => takeInstrument(submitted(), line()),
    meanwhile: () => [takeInstrument(submitted({ id: 'OTHER' }), line())],
    code: 'InstrumentTaken',
  },
  {
    name: 'freeing an instrument',
    given: () => [takeInstrument(submitted(), line())],
    write: () => freeInstrument(submitted(), line()),
    meanwhile: () => [
      freeInstrument(submitted(), line()),
      takeInstrument(submitted({ id: 'OTHER' }), line()),
    ],
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
    const bystander = addToOutbox(delivery, nowMs);
    await expect(commit([bystander, ...[one.write()].flat()])).rejects.toMatchObject({ name: one.code });
    expect(await snapshot(database)).toEqual(before);
  });

  it('has a condition, every one but the token of a wait, of which the last counts', () => {
    const conditionOf = ({ item }: Write) =>
      (item.Put ?? item.Update ?? item.Delete ?? item.ConditionCheck)?.ConditionExpression;
    for (const { name, write } of cases) {
      for (const each of [write()].flat()) expect(conditionOf(each), name).toBeTruthy();
    }
    expect(conditionOf(addToOutbox(delivery, nowMs))).toBeTruthy();
    expect(conditionOf(saveToken(ID, 'w', 't', nowMs))).toBeUndefined();
  });
});

describe('the instruments of the ledger', () => {
  const row = async () => (await database.all('instruments'))[0];

  it('are taken twice by one appointment as if once, with what its line now says', async () => {
    await commit([takeInstrument(submitted(), line())]);
    await commit([takeInstrument(submitted(), line(1, { model: 'HW-303', place: '大门' }))]);
    expect(await database.all('instruments')).toHaveLength(1);
    expect(await row()).toMatchObject({ openAppointment: ID, model: 'HW-303', place: '大门' });
  });

  it('say which line is taken, and by which appointment', async () => {
    await database.given(takeInstrument(submitted({ id: 'OTHER' }), line()));
    const refused = commit([takeInstrument(submitted(), line(7, { serialNumber: 'SN-0001' }))]);
    await expect(refused).rejects.toMatchObject({
      code: 'InstrumentTaken',
      errors: [
        {
          field: '/lines/6/serialNumber',
          message: { zh: expect.stringContaining('OTHER'), en: expect.stringContaining('OTHER') },
        },
      ],
    });
  });

  it('keep what the last document said when they are taken again', async () => {
    await database.given(takeInstrument(submitted(), line()));
    await commit([freeInstrument(submitted(), line(), certificate())]);
    expect(await row()).toMatchObject({ lastOutcome: 'pass', nextDueOn: '2027-03-02' });
    expect(await row()).not.toHaveProperty('openAppointment');
    await commit([takeInstrument(submitted({ id: 'NEXT' }), line())]);
    expect(await row()).toMatchObject({ openAppointment: 'NEXT', nextDueOn: '2027-03-02' });
  });

  it('belong to one organisation: the same serial number elsewhere is another instrument', async () => {
    await database.given(
      takeInstrument(submitted({ id: 'OTHER', organisationCode: '91610402TT0000051N' }), line()),
    );
    await commit([takeInstrument(submitted(), line())]);
    expect((await database.all('instruments')).map(({ organisationCode }) => organisationCode)).toContain(
      ENTERPRISE_CODE,
    );
    expect(await database.all('instruments')).toHaveLength(2);
  });
});

describe('an answer', () => {
  const key = { key: 'me#k', request: 'digest' };

  it('is found under its key, and told from another request', async () => {
    expect(await findAnswer(key)).toBeUndefined();
    await commit([answer()]);
    expect(await findAnswer(key)).toEqual({ status: 200, response: { ok: true } });
    await expect(findAnswer({ ...key, request: 'else' })).rejects.toMatchObject({
      code: 'IdempotencyKeyReused',
    });
    expect(await findAnswer({ ...key, key: 'you#k' })).toBeUndefined();
  });

  it('is kept for thirty days', () => {
    expect(answer().item.Put?.Item).toMatchObject({ expiresAt: nowMs / 1000 + 30 * 86_400 });
  });

  it('given meanwhile is told apart from every other refusal', async () => {
    await database.given(answer());
    const refused = commit([answer(), ...createAppointment(submitted(), event)]);
    await expect(refused).rejects.toBeInstanceOf(AlreadyAnswered);
    expect(await database.all('appointments')).toEqual([]);
  });
});

describe('the outbox', () => {
  const idOf = (write: Write) => String(write.item.Put?.Item?.id);

  it('orders the rows of one moment as they were announced', () => {
    const ids = Array.from({ length: 20 }, () => idOf(addToOutbox(delivery, nowMs)));
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(20);
  });

  it('forgets a row a week after it was delivered, and delivers it once', async () => {
    const row = addToOutbox(delivery, nowMs);
    await database.given(row);
    await markDelivered(idOf(row), nowMs);
    expect((await database.all('outbox'))[0]).toMatchObject({
      deliveredAt: NOW,
      expiresAt: nowMs / 1000 + 7 * 86_400,
    });
    expect((await database.all('outbox'))[0]).not.toHaveProperty('pending');
    expect(await findPending(idOf(row))).toBeUndefined();
    await expect(markDelivered(idOf(row), nowMs)).resolves.toBeUndefined();
  });

  it('does not forget what was not delivered', () => {
    expect(addToOutbox(delivery, nowMs).item.Put?.Item).not.toHaveProperty('expiresAt');
  });
});

describe('the note on the board', () => {
  it('stands with the entry, and brings back none that has left', async () => {
    await database.given(enterQueue(entry()));
    await noteUnplaced('shangluo', entry().rankKey, '没有时间');
    expect((await database.all('queue'))[0]).toMatchObject({ unplaced: '没有时间' });
    await noteUnplaced('shangluo', 'gone', '没有时间');
    expect(await database.all('queue')).toHaveLength(1);
  });

  it('does not hide another failure', async () => {
    database.fail(new Error('broken'));
    await expect(noteUnplaced('shangluo', entry().rankKey, 'x')).rejects.toThrow('broken');
  });
});

describe('an assignment and its release', () => {
  it('take minutes and give them back in step with the version', async () => {
    const taken = take(shift(), 45);
    await database.given(createShift(shift()), enterQueue(entry()), ...createAppointment(submitted(), event));
    await commit([leaveQueue('shangluo', entry().rankKey), updateShift(taken)]);
    await commit([updateShift(giveBack(taken, 45))]);
    expect((await database.all('shifts'))[0]).toMatchObject({
      remaining: 480,
      version: 3,
      dayKey: '2026-03-03#shangluo-1-2026-03-03',
    });
  });

  it('are all or nothing', async () => {
    await database.given(createShift(shift()));
    const writes = [updateShift(take(shift(), 45)), leaveQueue('shangluo', 'gone')];
    await expect(commit(writes)).rejects.toBeInstanceOf(Problem);
    expect((await database.all('shifts'))[0]).toMatchObject({ remaining: 480, version: 1 });
  });
});

it('a version that skips one is never written', async () => {
  await database.given(...createAppointment(submitted(), event));
  const twice = transition(
    queued,
    'Failed',
    { failure: { at: NOW, code: 'x', reason: { zh: 'x', en: 'x' } } },
    later(1),
  );
  await expect(commit(updateAppointment(twice, event))).rejects.toMatchObject({ code: 'VersionConflict' });
});

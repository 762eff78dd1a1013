import { describe, expect, it } from 'vitest';
import { cancelTask, claim } from '#domain/tasks/task.ts';
import { useClock } from '#functions/runtime/clock.ts';
import { fileOf } from '#store/appointments/file.ts';
import { createTask } from '#store/tasks/tasks.ts';
import { appointmentIn, later, NOW } from '#test/factories/appointment.ts';
import { type Call, cancelled, throttled } from '#test/factories/memory-tables.ts';
import { person } from '#test/factories/people.ts';
import { invoke } from '#test/factories/requests.ts';
import { open, testBed } from '#test/factories/test-bed.ts';
import { openTask } from '#test/factories/work.ts';

const the = testBed({ empty: true });
const transact = ({ command }: Call) => command === 'TransactWrite';

describe('the sweeper of deadlines', () => {
  type Swept = { escalated: number; overdue: number };
  const sweep = (hours = 25) => {
    useClock(() => Date.parse(later(hours)));
    return invoke<Swept>(the.memory, 'deadline-sweeper', {});
  };
  const tasks = () => fileOf(the.memory.all('appointments')).tasks;
  const about = (status: 'ASSIGNED' | 'FAILED') => open(appointmentIn(status));

  it('closes what is about an appointment that has ended, which the release had not seen', async () => {
    the.memory.given(...about('FAILED'), createTask(openTask('test')), createTask(openTask('waiver-review')));
    expect(await sweep()).toEqual({ escalated: 0, overdue: 2 });
    expect(tasks().map(({ status }) => status)).toEqual(['CANCELLED', 'CANCELLED']);
  });

  it('closes what is about an earlier revision', async () => {
    the.memory.given(
      ...open(appointmentIn('QUEUED', { revision: 2 })),
      createTask(openTask('intake-review')),
    );
    expect(await sweep()).toEqual({ escalated: 0, overdue: 1 });
    expect(tasks()).toMatchObject([{ status: 'CANCELLED' }]);
  });

  it.each(['receive', 'test', 'check', 'authorise'] as const)(
    "asks the province's people too to do an overdue %s, once, with a second chance",
    async (step) => {
      the.memory.given(...about('ASSIGNED'), createTask(openTask(step)));
      expect(await sweep()).toEqual({ escalated: 1, overdue: 1 });
      expect(tasks()).toMatchObject([
        {
          candidates: [{ institution: 'institution-shangluo' }, { institution: 'institution-shaanxi' }],
          escalatedAt: later(25),
          dueAt: later(49),
        },
      ]);
      // It stands in the lists of both.
      expect(the.memory.all('appointments').find(({ taskKey }) => taskKey !== undefined)).toMatchObject({
        taskInstitution: 'institution-shangluo',
        escalatedInstitution: 'institution-shaanxi',
      });
      // It is swept no more: it would hide what is behind it.
      expect(await sweep(60)).toEqual({ escalated: 0, overdue: 0 });
    },
  );

  it.each(['intake-review', 'waiver-review', 'waiver-countersign'] as const)(
    'leaves %s to its machine',
    async (step) => {
      the.memory.given(...about('ASSIGNED'), createTask(openTask(step)));
      expect(await sweep()).toEqual({ escalated: 0, overdue: 1 });
      expect(the.memory.writes).toEqual([]);
    },
  );

  it('takes a claimed one out of the hands of who let it lie, and leaves the closed and the early ones', async () => {
    const claimed = claim(openTask('check'), person('technician'), NOW);
    the.memory.given(
      ...about('ASSIGNED'),
      createTask(claimed),
      createTask(cancelTask(openTask('test'), NOW)),
      createTask(openTask('authorise', { dueAt: later(48) })),
    );
    expect(await sweep()).toEqual({ escalated: 1, overdue: 1 });
    expect(
      tasks()
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['CANCELLED', 'OPEN', 'OPEN']);
  });

  it('looks through every institution, and every role and lane of each', async () => {
    const elsewhere = { unit: 'yulin', institution: 'institution-yulin' } as const;
    const candidates = [{ role: 'technician' as const, institution: elsewhere.institution }];
    const second = { appointmentId: '01KJP0000000000000000000YL', ...elsewhere, candidates };
    the.memory.given(
      ...about('ASSIGNED'),
      createTask(openTask('test')),
      createTask(openTask('receive', { lane: 'emergency' })),
      ...open(appointmentIn('ASSIGNED', { id: second.appointmentId, unit: 'yulin' })),
      createTask(openTask('test', { ...second, lane: 'green' })),
    );
    expect(await sweep()).toEqual({ escalated: 3, overdue: 3 });
  });

  it('leaves one to who decides it at that very moment', async () => {
    the.memory.given(...about('ASSIGNED'), createTask(openTask('test')), createTask(openTask('check')));
    the.memory.fail(() => cancelled(['ConditionalCheckFailed']), transact);
    expect(await sweep()).toEqual({ escalated: 1, overdue: 2 });
  });

  it('goes through as many pages as there are, up to its bound', async () => {
    the.memory.given(
      ...about('ASSIGNED'),
      ...Array.from({ length: 250 }, (_, index) => createTask(openTask('test', { round: index + 1 }))),
    );
    expect(await sweep()).toEqual({ escalated: 250, overdue: 250 });
  });

  it('does not hide a failure', async () => {
    the.memory.given(...about('ASSIGNED'), createTask(openTask('test')));
    the.memory.fail(throttled, transact);
    await expect(sweep()).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});

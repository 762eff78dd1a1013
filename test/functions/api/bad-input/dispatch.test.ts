import { describe } from 'vitest';
import { refuses } from '#test/factories/bad-input.ts';
import { goodCalls, testBed } from '#test/factories/test-bed.ts';

const the = testBed();

describe('bad input of dispatch', () => {
  refuses(the, [
    [
      'a team whose name other institutions may have too',
      'writeTeam',
      { parameters: { institution: 'institution-shangluo', id: 'laboratory' } },
      'path:/id',
    ],
    [
      'a team with a name too long for that of its shifts',
      'writeTeam',
      { parameters: { institution: 'institution-shangluo', id: `shangluo-${'x'.repeat(80)}` } },
      'path:/id',
    ],
    [
      'an institution that there is not',
      'readDispatchBoard',
      { parameters: { institution: 'institution-mars' } },
      'path:/institution',
    ],
    ['a board of too many days', 'readDispatchBoard', { query: { days: '32' } }, 'query:/days'],
    [
      'a shift of two days',
      'planShift',
      { body: { teamId: 'shangluo-1', date: '2026-03-05', minutes: 1441 } },
      '/minutes',
    ],
    [
      'a reassignment without a reason',
      'reassignAppointment',
      { body: { shiftId: 'x', reason: '' } },
      '/reason',
    ],
    [
      'a team without people',
      'writeTeam',
      { body: { ...(goodCalls.writeTeam.body as object), members: [] } },
      '/members',
    ],
    [
      'a team from nowhere',
      'writeTeam',
      { body: { ...(goodCalls.writeTeam.body as object), base: '611099' } },
      '/base',
    ],
  ]);
});

import { describe, expect, it } from 'vitest';
import { Job, jobsOf } from '#domain/dispatch/job.ts';
import { appointmentIn, assignment, ID, line } from '#test/factories/appointment.ts';

const assigned = appointmentIn('ASSIGNED', { lines: [line(1), line(2)] });

describe('the jobs of an appointment', () => {
  it('are one under each shift that it takes, with the minutes taken there', () => {
    const parts = [
      { shiftId: 'shangluo-1-2026-03-03', date: '2026-03-03', minutes: 400 },
      { shiftId: 'shangluo-1-2026-03-04', date: '2026-03-04', minutes: 45 },
    ];
    expect(jobsOf(assigned, assignment({ parts })).map(({ date, minutes }) => [date, minutes])).toEqual([
      ['2026-03-03', 400],
      ['2026-03-04', 45],
    ]);
  });

  it('say what the board shows of it, and no more', () => {
    const [job] = jobsOf(assigned, assigned.assignment);
    expect(job).toEqual({
      institution: 'institution-shangluo',
      teamId: 'shangluo-1',
      date: '2026-03-03',
      appointmentId: ID,
      organisationName: assigned.organisationName,
      lane: 'green',
      mode: 'on-site',
      division: '611002',
      instruments: 2,
      minutes: 45,
    });
    expect(Job.parse(job)).toEqual(job);
  });
});

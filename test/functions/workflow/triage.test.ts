import { describe, expect, it } from 'vitest';
import { appointmentIn, line, NOW, withWaiver } from '#test/factories/appointment.ts';
import { open } from '#test/factories/test-bed.ts';
import { refused, workflowBed } from '#test/factories/workflow-bed.ts';

const { the, events, given, raceOnce, run, state } = workflowBed();

describe('triage', () => {
  type Outcome = { route: string; waiver: string; mode: string; limits: Record<string, number> };

  it('accepts what needs no look, and tells the machine only small things', async () => {
    given(appointmentIn('SUBMITTED'));
    const outcome = await run<Outcome>('triage');
    expect(outcome).toMatchObject({ route: 'accepted', waiver: 'none', mode: 'on-site' });
    expect(JSON.stringify(outcome).length).toBeLessThan(400);
    expect(state()).toMatchObject({
      status: 'ACCEPTED',
      triage: { lane: 'green' },
      waiver: { status: 'none' },
    });
    expect(events()).toEqual(['Submitted', 'Triaged']);
  });

  it('asks a person where a waiver is to be decided', async () => {
    given(appointmentIn('SUBMITTED', withWaiver()));
    expect(await run<Outcome>('triage')).toMatchObject({
      waiver: 'decide',
      limits: { reviewSeconds: 48 * 3600 },
    });
  });

  it('sends to a clerk what the catalogue lacks', async () => {
    given(appointmentIn('SUBMITTED', { lines: [line(1, { type: 'other', otherName: '自制量规' })] }));
    expect(await run<Outcome>('triage')).toMatchObject({ route: 'review' });
    expect(state()).toMatchObject({ status: 'IN_REVIEW' });
  });

  it('returns with a reason per line what cannot be taken, and frees its instruments', async () => {
    given(appointmentIn('SUBMITTED', { lines: [line(1), line(2, { kind: 'verification' })] }));
    expect(await run<Outcome>('triage')).toMatchObject({ route: 'returned' });
    expect(state()).toMatchObject({ status: 'RETURNED', returned: { by: 'system', lines: [{ line: 2 }] } });
    expect(the.memory.all('instruments').every((row) => row.openAppointment === undefined)).toBe(true);
  });

  it.each(['SUBMITTED', 'IN_REVIEW', 'ACCEPTED', 'RETURNED', 'QUEUED'] as const)(
    'asked again when it is %s, answers from what it found',
    async (status) => {
      given(appointmentIn(status, withWaiver()));
      const first = await run<Outcome>('triage');
      const after = the.memory.snapshot();
      expect(await run<Outcome>('triage')).toEqual(first);
      expect(the.memory.snapshot()).toBe(after);
    },
  );

  it('tells who is not registered any more, as a refusal, which the machine does not try again', async () => {
    the.memory.given(...open(appointmentIn('SUBMITTED')));
    await expect(run('triage')).rejects.toMatchObject(refused('OrganisationUnknown'));
  });

  it('is made anew when somebody cancelled meanwhile', async () => {
    given(appointmentIn('SUBMITTED'));
    raceOnce({ status: 'CANCELLING', cancellation: { at: NOW, by: 'x', reason: 'x' } });
    await expect(run('triage')).rejects.toMatchObject(refused('Cancelled'));
    expect(state()).toMatchObject({ status: 'CANCELLING' });
  });
});

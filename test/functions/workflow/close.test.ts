import { describe, expect, it } from 'vitest';
import type { Appointment } from '#domain/appointments/appointment.ts';
import { appointmentIn, evidence, line, NOW, TODAY } from '#test/factories/appointment.ts';
import { throttled } from '#test/factories/memory-tables.ts';
import { workflowBed } from '#test/factories/workflow-bed.ts';

const { the, busyOnce, given, run, state } = workflowBed();

describe('closing', () => {
  type Closed = { payableFen: number; certificates: number; notices: number };
  const mixed = () => {
    const lines = [line(1), line(2, { type: 'infrared-ear-thermometer', kind: 'verification' }), line(3)];
    const verifying = appointmentIn('VERIFYING', { lines, evidence });
    const results = verifying.results;
    if (!results) throw new Error('the factory gives results');
    const failed = { line: 3, outcome: 'fail' as const, testedOn: TODAY, reason: '超差' };
    return { ...verifying, results: { ...results, lines: [...results.lines.slice(0, 2), failed] } };
  };

  it('settles, issues a document per line and sets the next due days, in one transaction', async () => {
    const verifying = mixed();
    given({ ...verifying, waiver: { ...verifying.waiver, status: 'approved', ratePercent: 40 } });
    const closed = await run<Closed>('close');
    expect(closed).toEqual({ payableFen: 10_800, certificates: 2, notices: 1 });
    expect(state()).toMatchObject({
      status: 'COMPLETED',
      settlement: { at: NOW, quote: { tariffFen: 18_000 } },
    });
    const documents = the.memory.all('certificates');
    expect(documents.map(({ document }) => document)).toEqual(['certificate', 'certificate', 'notice']);
    for (const { checkCode } of documents) expect(checkCode).toMatch(/^[2-9A-HJKMNP-Z]{8}$/);
    expect(new Set(documents.map(({ checkCode }) => checkCode)).size).toBe(3);
    // A document does not say again what was found: it names the result that the appointment holds.
    expect(documents.map(({ recorded, line, result }) => [recorded, line, result])).toEqual(
      [1, 2, 3].map((number) => [verifying.version, expect.objectContaining({ number }), undefined]),
    );
    const ledger = the.memory.all('instruments');
    expect(ledger.every(({ openAppointment }) => openAppointment === undefined)).toBe(true);
    expect(ledger.map(({ nextDueOn, lastOutcome }) => [nextDueOn, lastOutcome])).toEqual([
      [null, 'pass'],
      ['2027-03-02', 'pass'],
      [null, 'fail'],
    ]);
    expect(the.memory.writes).toHaveLength(1);
  });

  it('takes nothing off for a waiver that was rejected', async () => {
    const verifying = mixed();
    given({ ...verifying, waiver: { ...verifying.waiver, status: 'rejected' } });
    expect(await run<Closed>('close')).toMatchObject({ payableFen: 18_000 });
  });

  it('is free when the institution was late', async () => {
    given({ ...mixed(), overdue: true });
    expect(await run<Closed>('close')).toMatchObject({ payableFen: 0 });
  });

  it('asked again answers from what it wrote, and issues nothing twice', async () => {
    given(mixed());
    busyOnce();
    const first = await run<Closed>('close');
    const after = the.memory.snapshot();
    expect(await run<Closed>('close')).toEqual(first);
    expect(the.memory.snapshot()).toBe(after);
  });

  it('cut off by a busy table writes nothing', async () => {
    given(mixed());
    const before = the.memory.snapshot();
    the.memory.fail(throttled, ({ command }) => command === 'TransactWrite');
    await expect(run('close')).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(the.memory.snapshot()).toBe(before);
  });

  it('is not done before a third person authorised it', async () => {
    const { results, ...rest } = appointmentIn('VERIFYING');
    given(rest as Appointment);
    await expect(run('close')).rejects.toThrow(/not authorised/);
    expect(results).toBeDefined();
    expect(the.memory.writes).toEqual([]);
  });

  it('takes forty lines in one transaction', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => line(index + 1));
    given(appointmentIn('VERIFYING', { lines }));
    expect(await run<Closed>('close')).toMatchObject({ certificates: 40 });
    expect(the.memory.all('certificates')).toHaveLength(40);
  });
});

import { describe, expect, test } from 'vitest';
import { evidenceOf, verify } from '#local/demo/scenario.ts';
import { useRunningSystem } from './running-system.ts';

const MICRO = '91611002TT0000073N';
const LARGE = '91610404TT0000062P';
const CLINIC = '91610902TT0000117L';

describe('an instrument that the catalogue does not know', () => {
  const running = useRunningSystem();

  test('is priced by the clerk who accepts it, and charged at that price', async () => {
    const { scenario } = running;
    const followed = await scenario.submit(CLINIC, {
      mode: 'send-in',
      lines: [scenario.line('other', 1, { otherName: '特制量具' })],
    });

    const without = await followed.decide('intake-review', { outcome: 'accept' });
    expect(without).toMatchObject({ status: 400, body: { errors: [{ field: '/decision/prices' }] } });
    await followed.decide('intake-review', { outcome: 'accept', prices: [{ line: 1, tariffFen: 12_300 }] });
    const { appointment: accepted } = await followed.status('ASSIGNED');
    expect(accepted).toMatchObject({ triage: { quote: { payableFen: 12_300 } } });
    await verify(followed);

    const { appointment } = await followed.status('COMPLETED');
    expect(appointment).toMatchObject({ settlement: { quote: { tariffFen: 12_300, payableFen: 12_300 } } });
  });
});

describe('evidence that contradicts the register', () => {
  const running = useRunningSystem();

  test('gives nothing to one whom nobody has looked at: it is returned to be put right', async () => {
    const { scenario, system } = running;
    const evidence = evidenceOf(LARGE, 'size-declaration').map((one) => ({
      ...one,
      staff: 10,
      revenueWan: 200,
    }));
    const followed = await scenario.submit(LARGE, {
      mode: 'send-in',
      lines: [scenario.line('digital-multimeter', 1)],
      evidence,
    });
    await followed.task('intake-review');

    await system.advance(25 * 3_600_000);

    const { appointment, waitingFor } = await followed.status('RETURNED');
    expect(appointment).toMatchObject({
      returned: { by: 'system', reason: expect.stringContaining('register') },
    });
    expect(waitingFor).toEqual([]);
  });
});

describe('the fee that an enterprise is shown', () => {
  const running = useRunningSystem();

  test('says that a person has yet to decide, and follows the decision at once', async () => {
    const { scenario } = running;
    const followed = await scenario.submit(MICRO, {
      mode: 'send-in',
      lines: [scenario.line('infrared-forehead-thermometer', 1)],
      evidence: evidenceOf(MICRO, 'size-declaration', 'epidemic-use-declaration'),
    });
    const fee = async () => {
      const { appointment } = await followed.detail();
      return 'triage' in appointment ? appointment.triage?.quote : undefined;
    };
    const notApplied = async () => JSON.stringify((await fee())?.lines[0]?.notApplied);
    await followed.decide('receive', { outcome: 'receive', condition: '完好' });
    expect(await notApplied()).toContain('待审批');

    await followed.decide('waiver-review', { outcome: 'approve', ratePercent: 40 });

    expect(await fee()).toMatchObject({ tariffFen: 6000, payableFen: 3600 });
  });
});

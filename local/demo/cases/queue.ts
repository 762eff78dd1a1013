import { institutionOf } from '#domain/units/institution.ts';
import type { Board } from '#local/demo/client.ts';
import { type Case, freeDay, type Scenario, verify } from '#local/demo/scenario.ts';

const STANDARD = '91610202TT0000130W';
const GREEN = '91610204TT0000141X';
const UNIT = 'tongchuan';

/** The minutes of one truck scale, which is as much as the dispatcher plans at a time. */
const ONE_JOB = 180;

/** The dispatcher of Tongchuan plans a day of the laboratory with room for one job. */
async function planOneJob(scenario: Scenario): Promise<void> {
  const dispatcher = scenario.client.staff('dispatcher', UNIT);
  const { teams, shifts, from } = await dispatcher.get<Board>(
    `/institutions/${institutionOf(UNIT)}/dispatch-board?days=31`,
  );
  const laboratory = teams.find((team) => team.laboratory);
  if (!laboratory) throw new RangeError(`${UNIT} has no laboratory`);
  const taken = new Set(shifts.filter(({ teamId }) => teamId === laboratory.id).map(({ date }) => date));
  const date = freeDay(from, taken);
  await dispatcher.post(`/institutions/${institutionOf(UNIT)}/shifts`, {
    teamId: laboratory.id,
    date,
    minutes: ONE_JOB,
  });
  scenario.say(`调度员排班 ${date}，只够一项`, `the dispatcher plans ${date}, with room for one`);
}

const scale = (scenario: Scenario, number: number) => ({
  mode: 'send-in' as const,
  lines: [scenario.line('truck-scale', number, { kind: 'verification', purpose: 'trade-settlement' })],
});

export const queue: Case[] = [
  {
    title: { zh: '绿色通道后到先办', en: 'A green appointment overtakes a standard one' },
    play: async (scenario) => {
      const standard = await scenario.submit(STANDARD, scale(scenario, 61));
      await standard.status('QUEUED');
      const green = await scenario.submit(GREEN, scale(scenario, 62));
      await green.status('QUEUED');
      const waiting = await standard.detail();
      scenario.expect('the later one stands before the earlier', (waiting.queue?.ahead ?? 0) >= 1);
      scenario.expect(
        'and the enterprise is told until when one can',
        (waiting.queue?.canBeOvertakenUntil ?? '') > waiting.appointment.submittedAt,
      );
      await planOneJob(scenario);
      await green.status('ASSIGNED');
      scenario.expect('the standard one still waits', (await standard.detail()).appointment.status, 'QUEUED');
      await planOneJob(scenario);
      await standard.status('ASSIGNED');
      await verify(green);
      await verify(standard);
      await green.status('COMPLETED');
      const { appointment } = await standard.status('COMPLETED');
      scenario.expect('and is done in its turn', appointment.status, 'COMPLETED');
    },
  },
  {
    title: { zh: '排队中取消', en: 'Cancelled while waiting' },
    play: async (scenario) => {
      const followed = await scenario.submit(STANDARD, scale(scenario, 63));
      await followed.status('QUEUED');
      const owner = scenario.client.enterprise(STANDARD);
      await owner.post(`/appointments/${followed.id}/cancellation`, { reason: '设备检修，改期再约' });
      const { appointment } = await followed.status('CANCELLED');
      scenario.expect('cancelled', appointment.status, 'CANCELLED');
      const twice = await owner.try(`/appointments/${followed.id}/cancellation`, { reason: '再点一次' });
      scenario.expect('a second click does no harm', twice.status, 202);
      const board = await scenario.client
        .staff('dispatcher', UNIT)
        .get<Board>(`/institutions/${institutionOf(UNIT)}/dispatch-board`);
      scenario.expect(
        'its place in the queue is free',
        [...board.waiting, ...board.parked].some(({ appointmentId }) => appointmentId === followed.id),
        false,
      );
    },
  },
];

import { type Case, evidenceOf, makeRoom, verify } from '#local/demo/scenario.ts';

const SHANGLUO_MICRO = '91611002TT0000073N';

export const silence: Case[] = [
  {
    title: { zh: '减免无人审批：升级，再按默认', en: 'A waiver nobody decides: escalated, then the default' },
    play: async (scenario) => {
      await makeRoom(scenario.client, 'shangluo');
      const followed = await scenario.submit(SHANGLUO_MICRO, {
        mode: 'send-in',
        lines: [scenario.line('infrared-forehead-thermometer', 91)],
        evidence: evidenceOf(SHANGLUO_MICRO, 'size-declaration', 'epidemic-use-declaration'),
      });
      await verify(followed);
      await followed.task('waiver-review');
      scenario.expect(
        'the instruments do not wait for the money',
        (await followed.detail()).appointment.status,
        'VERIFYING',
      );
      await scenario.client.moveClock(49);
      scenario.say(
        '时钟拨快 49 小时：升级到省级审批人',
        'the clock moves 49 hours: escalated to the province',
      );
      const { waitingFor } = await followed.until('escalation', (detail) =>
        detail.waitingFor.some((task) => task.escalated),
      );
      scenario.expect(
        'the province is asked too',
        waitingFor[0]?.candidates.map(({ institution }) => institution),
        ['institution-shangluo', 'institution-shaanxi'],
      );
      await scenario.client.moveClock(25);
      scenario.say('再拨快 25 小时：按政策默认处理', 'another 25 hours: the default of the policy applies');
      const { appointment } = await followed.status('COMPLETED');
      if (appointment.status !== 'COMPLETED') return;
      scenario.expect('decided by default', appointment.waiver.byDefault);
      scenario.expect(
        'the full tariff is payable',
        appointment.settlement.quote.payableFen,
        appointment.settlement.quote.tariffFen,
      );
    },
  },
];

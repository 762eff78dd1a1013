import { type Case, makeRoom, verify } from '#local/demo/scenario.ts';

const WEINAN = '91610502TT00000848';
const BAOJI = '91610302TT0000015R';

export const returns: Case[] = [
  {
    title: { zh: '退回说明原因，改后重新提交', en: 'Returned with reasons, resubmitted' },
    play: async (scenario) => {
      await makeRoom(scenario.client, 'weinan');
      const followed = await scenario.submit(WEINAN, {
        mode: 'send-in',
        lines: [
          scenario.line('other', 71, { otherName: '压力表（未写型号）' }),
          scenario.line('caliper', 72),
        ],
      });
      await followed.decide('intake-review', {
        outcome: 'return',
        reason: '第 1 项名称不规范',
        lines: [{ line: 1, reason: '请在目录中选择“压力表”并填写准确度等级' }],
      });
      const { appointment: returned } = await followed.status('RETURNED');
      scenario.expect(
        'the reason stands with the line',
        returned.status === 'RETURNED' && returned.returned.lines.map(({ line }) => line),
        [1],
      );
      await scenario.client.enterprise(WEINAN).post(`/appointments/${followed.id}/resubmission`, {
        division: '610502',
        mode: 'send-in',
        lines: [scenario.line('pressure-gauge', 71, { accuracyClass: '1.6' }), scenario.line('caliper', 72)],
      });
      scenario.say('企业改正后重新提交', 'the enterprise corrects it and submits again');
      await verify(followed);
      const { appointment } = await followed.status('COMPLETED');
      scenario.expect('the second revision is completed', appointment.revision, 2);
    },
  },
  {
    title: { zh: '一台不合格，出具通知书', en: 'One instrument fails and gets a notice' },
    play: async (scenario) => {
      await makeRoom(scenario.client, 'baoji');
      const gauge = (number: number) =>
        scenario.line('pressure-gauge', number, { kind: 'verification', purpose: 'safety-protection' });
      const followed = await scenario.submit(BAOJI, { mode: 'on-site', lines: [gauge(81), gauge(82)] });
      await verify(followed, { 2: '示值误差超出允许误差' });
      const { appointment } = await followed.status('COMPLETED');
      if (appointment.status !== 'COMPLETED') return;
      const { certificates, notices } = appointment.settlement;
      scenario.expect('one certificate', certificates.length, 1);
      scenario.expect('one notice', notices.length, 1);
      type Paper = { certificate: { document: string; validUntil: string | null } };
      const notice = await scenario.client.enterprise(BAOJI).get<Paper>(`/certificates/${notices[0]}`);
      scenario.expect('a notice carries no validity', notice.certificate.validUntil, null);
      const certificate = await scenario.client
        .enterprise(BAOJI)
        .get<Paper>(`/certificates/${certificates[0]}`);
      scenario.expect('a certificate does', certificate.certificate.validUntil !== null);
    },
  },
];

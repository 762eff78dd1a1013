import { type Case, makeRoom, verify } from '../case.ts';

const WEINAN = '91610502TT00000848';
const BAOJI = '91610302TT0000015R';

export const returns: Case[] = [
  {
    title: { zh: '退回说明原因，改后重新提交', en: 'Returned with reasons, resubmitted' },
    play: async (stage) => {
      await makeRoom(stage.hall, 'weinan');
      const followed = await stage.submit(WEINAN, {
        mode: 'send-in',
        lines: [stage.line('other', 71, { otherName: '压力表（未写型号）' }), stage.line('caliper', 72)],
      });
      await followed.decide('intake-review', {
        outcome: 'return',
        reason: '第 1 项名称不规范',
        lines: [{ line: 1, reason: '请在目录中选择“压力表”并填写准确度等级' }],
      });
      const { appointment: returned } = await followed.status('RETURNED');
      stage.expect(
        'the reason stands with the line',
        returned.status === 'RETURNED' && returned.returned.lines.map(({ line }) => line),
        [1],
      );
      await stage.hall.enterprise(WEINAN).post(`/appointments/${followed.id}/resubmission`, {
        division: '610502',
        mode: 'send-in',
        lines: [stage.line('pressure-gauge', 71, { accuracyClass: '1.6' }), stage.line('caliper', 72)],
      });
      stage.say('企业改正后重新提交', 'the enterprise corrects it and submits again');
      await verify(followed);
      const { appointment } = await followed.status('COMPLETED');
      stage.expect('the second revision is completed', appointment.revision, 2);
    },
  },
  {
    title: { zh: '一台不合格，出具通知书', en: 'One instrument fails and gets a notice' },
    play: async (stage) => {
      await makeRoom(stage.hall, 'baoji');
      const gauge = (number: number) =>
        stage.line('pressure-gauge', number, { kind: 'verification', purpose: 'safety-protection' });
      const followed = await stage.submit(BAOJI, { mode: 'on-site', lines: [gauge(81), gauge(82)] });
      await verify(followed, { 2: '示值误差超出允许误差' });
      const { appointment } = await followed.status('COMPLETED');
      if (appointment.status !== 'COMPLETED') return;
      const { certificates, notices } = appointment.settlement;
      stage.expect('one certificate', certificates.length, 1);
      stage.expect('one notice', notices.length, 1);
      type Paper = { certificate: { document: string; validUntil: string | null } };
      const notice = await stage.hall.enterprise(BAOJI).get<Paper>(`/certificates/${notices[0]}`);
      stage.expect('a notice carries no validity', notice.certificate.validUntil, null);
      const certificate = await stage.hall.enterprise(BAOJI).get<Paper>(`/certificates/${certificates[0]}`);
      stage.expect('a certificate does', certificate.certificate.validUntil !== null);
    },
  },
];

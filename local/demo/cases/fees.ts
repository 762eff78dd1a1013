import { type Case, evidenceOf, makeRoom, verify } from '#local/demo/scenario.ts';

const XIANYANG_SMALL = '91610402TT0000051N';
const YULIN_RESUMING = '91610802TT000004X1';
const SHANGLUO_MICRO = '91611002TT0000073N';
const YANGLING_RESUMING = '91610403TT00000238';
const XIAN_HOSPITAL = '91610113TT0000095M';

/** The states of an appointment that nobody has to decide anything about may be so many, and with a countersigned waiver so many. */
const AUTOMATIC_BUDGET = 8;
const COUNTERSIGNED_BUDGET = 12;

export const fees: Case[] = [
  {
    title: { zh: '咸阳小型企业，减半', en: 'Xianyang small enterprise, half the tariff' },
    play: async (scenario) => {
      await makeRoom(scenario.client, 'xianyang');
      const followed = await scenario.submit(XIANYANG_SMALL, {
        mode: 'on-site',
        lines: [scenario.line('digital-multimeter', 11), scenario.line('industrial-thermometer', 12)],
        evidence: evidenceOf(XIANYANG_SMALL, 'size-declaration'),
      });
      await verify(followed);
      const { appointment } = await followed.status('COMPLETED');
      if (appointment.status !== 'COMPLETED') return;
      const { quote } = appointment.settlement;
      scenario.expect('half of the tariff is payable', quote.payableFen * 2, quote.tariffFen);
      scenario.expect(
        'by the rule of Xianyang',
        [...new Set(quote.lines.map(({ rule }) => rule))],
        ['xianyang/half-by-size'],
      );
      scenario.expect('a vehicle was sent', appointment.assignment.vehicle !== null);
      scenario.expect(
        `at most ${AUTOMATIC_BUDGET} transitions`,
        (await scenario.client.transitions(followed.id)) <= AUTOMATIC_BUDGET,
      );
    },
  },
  {
    title: { zh: '榆林涉疫测温仪，全免、不排队、非接触', en: 'Yulin epidemic thermometers, free, no queue' },
    play: async (scenario) => {
      await makeRoom(scenario.client, 'yulin');
      const followed = await scenario.submit(YULIN_RESUMING, {
        mode: 'send-in',
        contactFree: true,
        lines: [1, 2, 3].map((n) => scenario.line('infrared-forehead-thermometer', 20 + n)),
        evidence: evidenceOf(YULIN_RESUMING, 'resumption-declaration'),
      });
      const { appointment: assigned } = await followed.status('ASSIGNED');
      scenario.expect('green lane', 'triage' in assigned && assigned.triage?.lane, 'green');
      scenario.expect('nobody has to decide', 'waiver' in assigned && assigned.waiver?.status, 'none');
      await verify(followed);
      const { appointment } = await followed.status('COMPLETED');
      if (appointment.status !== 'COMPLETED') return;
      scenario.expect('nothing to pay', appointment.settlement.quote.payableFen, 0);
      scenario.expect(
        'by a rule of Yulin',
        appointment.settlement.quote.lines.every(({ rule }) => rule.startsWith('yulin/')),
      );
    },
  },
  {
    title: {
      zh: '商洛微型企业，审批减免 40% 并会签',
      en: 'Shangluo micro enterprise, 40 % off, countersigned',
    },
    play: async (scenario) => {
      await makeRoom(scenario.client, 'shangluo');
      const followed = await scenario.submit(SHANGLUO_MICRO, {
        mode: 'send-in',
        lines: [1, 2, 3, 4, 5].map((n) => scenario.line('infrared-forehead-thermometer', 30 + n)),
        evidence: evidenceOf(SHANGLUO_MICRO, 'size-declaration', 'epidemic-use-declaration'),
      });
      const reviewed = await followed.decide('waiver-review', {
        outcome: 'approve',
        ratePercent: 40,
        reason: '微型企业，涉疫',
      });
      scenario.expect('an approver gives 40 %', reviewed.status, 200);
      scenario.say(
        '审批人同意减免 40%，超过限额，须会签',
        'an approver gives 40 %, above the limit: to be countersigned',
      );
      const same = await followed.decide('waiver-countersign', { outcome: 'approve' }, 1);
      scenario.expect('the same person cannot countersign', same.status, 403);
      scenario.expect(
        'somebody else can',
        (await followed.decide('waiver-countersign', { outcome: 'approve' }, 2)).status,
        200,
      );
      const again = await followed.client
        .staff('approver', 'shangluo', 2)
        .try(`/tasks/${followed.id}-r1-waiver-review/decision`, {
          decision: { outcome: 'reject', reason: '再次办理' },
        });
      scenario.expect('a second decision is refused', again.status, 409);
      await verify(followed);
      const { appointment } = await followed.status('COMPLETED');
      if (appointment.status !== 'COMPLETED') return;
      const { quote } = appointment.settlement;
      scenario.expect('60 % is payable', quote.payableFen * 10, quote.tariffFen * 6);
      scenario.expect(
        `at most ${COUNTERSIGNED_BUDGET} transitions`,
        (await scenario.client.transitions(followed.id)) <= COUNTERSIGNED_BUDGET,
      );
    },
  },
  {
    title: { zh: '杨凌复工复产企业，免费', en: 'Yangling resuming enterprise, free' },
    play: async (scenario) => {
      await makeRoom(scenario.client, 'yangling');
      const followed = await scenario.submit(YANGLING_RESUMING, {
        mode: 'on-site',
        lines: [scenario.line('flow-meter', 41), scenario.line('caliper', 42)],
        evidence: evidenceOf(YANGLING_RESUMING, 'resumption-declaration'),
      });
      await verify(followed);
      const { appointment } = await followed.status('COMPLETED');
      if (appointment.status !== 'COMPLETED') return;
      scenario.expect('nothing to pay', appointment.settlement.quote.payableFen, 0);
      scenario.expect(
        'by a rule of Yangling',
        appointment.settlement.quote.lines.every(({ rule }) => rule.startsWith('yangling/')),
      );
      scenario.expect('green lane', appointment.triage.lane, 'green');
    },
  },
  {
    title: { zh: '西安医院血压计，强检依法免费', en: "Xi'an hospital, compulsory, free by law" },
    play: async (scenario) => {
      await makeRoom(scenario.client, 'xian');
      const followed = await scenario.submit(XIAN_HOSPITAL, {
        mode: 'send-in',
        lines: [1, 2].map((n) =>
          scenario.line('sphygmomanometer', 50 + n, { kind: 'verification', purpose: 'medical-health' }),
        ),
      });
      await verify(followed);
      const { appointment } = await followed.status('COMPLETED');
      if (appointment.status !== 'COMPLETED') return;
      scenario.expect(
        'both are compulsory',
        appointment.triage.lines.every(({ compulsory }) => compulsory),
      );
      scenario.expect(
        'free by law',
        appointment.settlement.quote.lines.every(({ rule }) => rule === 'law/compulsory-free'),
      );
      scenario.expect('two certificates', appointment.settlement.certificates.length, 2);
    },
  },
];

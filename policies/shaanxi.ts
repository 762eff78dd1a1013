import type { Deadlines, Policy } from '#domain/policy/policy.ts';

const NOBODY_SAYS = 'P: the article promises speed without a number; no limit of Shaanxi was found';

/**
 * Promised times of the province. Zhejiang's 10 working days on site and 7 for instruments sent in are the shortest
 * that were found in any province. The hours are ours: a first answer within a day for “第一时间”.
 */
const deadlines: Deadlines = {
  onSiteWorkingDays: 10,
  sendInWorkingDays: 7,
  firstResponseHours: 24,
  intakeHours: 24,
  receiveHours: 240,
  testHours: 72,
  checkHours: 24,
  authoriseHours: 24,
  source: `${NOBODY_SAYS}; working days as in Zhejiang`,
};

/** Before the epidemic: no promises, only deadlines. The day is that of free compulsory verification. */
export const shaanxiBefore: Policy = {
  unit: 'shaanxi',
  version: '2017-04-01',
  validFrom: '2017-04-01',
  validTo: '2020-02-20',
  inherits: null,
  measuresStated: null,
  measures: [],
  lanes: [],
  deadlines,
  waivers: [],
  emergencyPeriods: [],
};

/**
 * The province's base, which every unit inherits. In force since the last third of February 2020 (“2月下旬以来”; P: its
 * first day, the 21st). Weinan says that it has nine measures; the article quotes seven.
 *
 * A head start is the difference of the promised times on site, a working day taken as 24 hours: green 10 − 5 days,
 * emergency 10 − 2. So the queue runs roughly in the order of the promised days.
 */
export const shaanxi: Policy = {
  unit: 'shaanxi',
  version: '2020-02-21',
  validFrom: '2020-02-21',
  validTo: null,
  inherits: null,
  measuresStated: 9,
  measures: [
    {
      id: 'shaanxi/task-group',
      sentence: '全省各级计量行政部门、各级计量技术机构成立专项工作组',
      title: { zh: '专项工作组', en: 'Special task groups' },
    },
    {
      id: 'shaanxi/published-measures',
      sentence: '及时印发了关于计量服务企业复工复产的措施',
      title: { zh: '印发措施', en: 'Published measures' },
    },
    {
      id: 'shaanxi/service-teams',
      sentence: '选调专业技术骨干组成“计量技术服务小分队”',
      title: { zh: '计量技术服务小分队', en: 'Service teams of specialists' },
    },
    {
      id: 'shaanxi/green-channel',
      sentence: '建立快速绿色检测通道',
      title: { zh: '快速绿色检测通道', en: 'A fast green channel' },
    },
    {
      id: 'shaanxi/outreach',
      sentence: '主动与辖区内的企业进行联系,建立点对点、面对面机制',
      title: { zh: '点对点、面对面', en: 'A named contact for each enterprise' },
    },
    {
      id: 'shaanxi/resumption-first',
      sentence: '优先保障企业复工复产计量设备的检定、校准等工作',
      title: { zh: '优先保障复工复产', en: 'Resuming enterprises first' },
    },
    {
      id: 'shaanxi/public-commitment',
      sentence: '运用书面承诺、短视频、快手、抖音等途经方法,向社会作出庄严承诺',
      title: { zh: '向社会承诺', en: 'A public commitment' },
    },
  ],
  lanes: [
    {
      id: 'shaanxi/emergency-medical',
      lane: 'emergency',
      measure: 'shaanxi/green-channel',
      headStartHours: 192,
      onSiteWorkingDays: 2,
      sendInWorkingDays: 2,
      when: { medical: true, epidemic: true },
      emergencyOnly: false,
      reason: {
        zh: '医疗机构的防疫用计量器具，走应急通道。',
        en: 'Epidemic instruments of a medical institution take the emergency lane.',
      },
      source: 'P: who is let in, head start and days; the article names 414 medical institutions first',
    },
    {
      id: 'shaanxi/green-resuming',
      lane: 'green',
      measure: 'shaanxi/resumption-first',
      headStartHours: 120,
      onSiteWorkingDays: 5,
      sendInWorkingDays: 4,
      when: { resuming: true },
      emergencyOnly: false,
      reason: { zh: '复工复产企业，走绿色通道。', en: 'A resuming enterprise takes the green lane.' },
      source: 'Article: resuming enterprises first; P: head start and days',
    },
  ],
  deadlines,
  waivers: [],
  emergencyPeriods: [],
};

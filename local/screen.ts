import { relative } from 'node:path';
import { padEnd } from './columns.ts';
import { demonstrationOrganisations } from './seed/organisations.ts';

const examples: readonly [chinese: string, english: string, options: string][] = [
  ['使用单位', 'enterprise', `--role enterprise --organisation ${demonstrationOrganisations[0]?.code ?? ''}`],
  ['受理员', 'clerk', '--role clerk --unit xianyang'],
  ['调度员', 'dispatcher', '--role dispatcher --unit xianyang'],
  ['检定员', 'technician', '--role technician --unit xianyang --subject technician-2@xianyang'],
  ['审批人', 'approver', '--role approver --unit shangluo'],
  ['领导', 'leader', '--role leader'],
  ['运维', 'operator', '--role operator'],
];

/** What a person needs to begin, on one screen. */
export function startScreen(url: string, dataFolder: string, seconds: number): string {
  const folder = relative(process.cwd(), dataFolder);
  const lines = examples.map(
    ([chinese, english, options]) =>
      `    ${padEnd(chinese, 10)}${padEnd(english, 12)}npm run --silent token -- ${options}`,
  );
  return `
  Greenlane 计量绿色通道    ${url.replace('127.0.0.1', 'localhost')}    ready in ${seconds.toFixed(1)} s 已就绪

  登录令牌 Bearer tokens    (--help: 全部单位和企业 every unit and enterprise)
${lines.join('\n')}

  数据 Data         ${folder.startsWith('..') ? dataFolder : folder}    删除即重来 remove it to begin anew
  时钟 Clock        curl -d '{"days":1}' ${url}/local/clock    拨快一天 a day forward
  死信 Dead letters ${url}/local/dead-letters
  停止 Stop         Ctrl-C    随时可停，重启后继续 stop at any moment: it goes on at the next start

`;
}

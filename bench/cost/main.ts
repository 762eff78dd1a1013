/**
 * `npm run bench:cost`: what each kind of lifecycle costs on AWS, step by step. Exit 1 above a budget.
 * `-- --execution-log ALL` counts as if the machines were deployed so.
 */
import { parseArgs } from 'node:util';
import { RootConstruct } from 'constructs';
import { ExecutionLogLevel } from '#bench/aws/execution-log.ts';
import { settingsOf } from '#infra/settings.ts';

const { values } = parseArgs({ options: { 'execution-log': { type: 'string' } } });
const executionLog = ExecutionLogLevel.parse(
  values['execution-log'] ?? settingsOf(new RootConstruct().node).executionLog,
);

// A function logs on AWS what its deployment says (infra/constructs/function.ts); it reads that when it is loaded.
process.env.POWERTOOLS_LOG_LEVEL = 'INFO';
const { printCosts } = await import('./print-costs.ts');
process.exitCode = (await printCosts(executionLog)) ? 0 : 1;

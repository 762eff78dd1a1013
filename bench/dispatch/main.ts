/**
 * `npm run bench:dispatch`: what one run of the dispatcher costs with short and long queues. Exit 1 where it grows with
 * them.
 */
import { countRequests } from '#bench/aws/clients.ts';
import { nothing, plus } from '#bench/aws/prices.ts';
import { RequestCounter } from '#bench/aws/requests.ts';
import { budgets, judge } from '#bench/budgets.ts';
import { physicalTables } from '#bench/physical-tables.ts';
import { awsJson } from '#local/aws-json.ts';
import { MovableClock } from '#local/clock.ts';
import { contract } from '#local/contract.ts';
import { startSystem } from '#local/system.ts';
import { NOW } from '#test/factories/appointment.ts';
import { growth, heads, line, type Run } from './figures.ts';
import type { Situation } from './queues.ts';

const queues: Situation[] = [
  { name: '10 queued', unit: 'xian', queued: 10 },
  { name: '100 queued', unit: 'tongchuan', queued: 100 },
  { name: '1,000 queued', unit: 'baoji', queued: 1_000 },
  { name: '10,000 queued', unit: 'xianyang', queued: 10_000 },
  { name: '100,000 queued', unit: 'weinan', queued: 100_000 },
];
/** What a run may meet besides. These are printed and have no budget yet. */
const others: Situation[] = [
  { name: '10 behind 10,000 without a place', unit: 'yanan', queued: 10, impossible: 10_000 },
  { name: '10 queued, 500 full shifts', unit: 'hanzhong', queued: 10, fullShifts: 500 },
];

// Nobody waits for what is dispatched here, so nothing is delivered.
const system = await startSystem({
  memory: true,
  demonstration: false,
  clock: new MovableClock({ flowing: false, start: Date.parse(NOW) }),
  contract: { ...contract, streams: {}, schedules: {} },
});
try {
  const [{ client }, { dispatchUnit }, { moment }, { prepare }] = await Promise.all([
    import('#store/dynamodb/client.ts'),
    import('#functions/use-cases/dispatch/dispatch-unit.ts'),
    import('#functions/runtime/clock.ts'),
    import('./queues.ts'),
  ]);
  const counter = new RequestCounter(awsJson(system.dynamodbEndpoint), physicalTables);
  const runs = new Map<number, Run>();
  console.log(heads);
  for (const situation of [...queues, ...others]) {
    await prepare(situation);
    let usage = nothing();
    const off = countRequests(client, counter, () => (more) => {
      usage = plus(usage, more);
    });
    const { assigned } = await dispatchUnit({ unit: situation.unit }, moment());
    off();
    if (queues.includes(situation)) runs.set(situation.queued, { placed: assigned, usage });
    console.log(line(situation.name, { placed: assigned, usage }));
  }
  const { kept, lines } = judge(growth(runs), budgets.dispatch);
  console.log(`\n${lines.join('\n')}`);
  process.exitCode = kept ? 0 : 1;
} finally {
  await system.stop();
}

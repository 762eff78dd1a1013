/**
 * `npm run bench:dispatch`: what a run of the dispatcher costs with short and long queues, and beside what it has nothing
 * to do with. Exit 1 where it grows with them.
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
import { besides, growth, heads, line, type Run } from './figures.ts';
import type { Situation } from './queues.ts';
import { besideQueues, queues } from './situations.ts';

// Nobody waits for what is dispatched here, so nothing is delivered; and the embedded database in memory takes the longer
// for a write to a table with a stream the more records there are.
const tables = Object.fromEntries(
  Object.entries(contract.tables).map(([name, definition]) => [name, { ...definition, stream: false }]),
) as typeof contract.tables;
const system = await startSystem({
  memory: true,
  demonstration: false,
  clock: new MovableClock({ flowing: false, start: Date.parse(NOW) }),
  contract: { ...contract, tables, streams: {}, schedules: {} },
});
try {
  const [{ client }, { dispatchInstitution }, { moment }, { prepare, LAST_DAY }] = await Promise.all([
    import('#store/dynamodb/client.ts'),
    import('#functions/use-cases/dispatch/dispatch-institution.ts'),
    import('#functions/runtime/clock.ts'),
    import('./queues.ts'),
  ]);
  const counter = new RequestCounter(awsJson(system.dynamodbEndpoint), physicalTables);

  /** Runs the dispatcher, once or until nothing is left for it. */
  const measure = async (situation: Situation, { woken = false, untilDone = false }): Promise<Run> => {
    await prepare(situation);
    const { institution } = situation;
    const capacity = woken ? { until: LAST_DAY, teams: [`${institution}-0`] } : undefined;
    const run = { runs: 0, placed: 0, parked: 0, usage: nothing() };
    const off = countRequests(client, counter, () => (more) => {
      run.usage = plus(run.usage, more);
    });
    for (let more = true; more; ) {
      const { assigned, parked } = await dispatchInstitution({ institution, capacity }, moment());
      run.runs += 1;
      run.placed += assigned;
      run.parked += parked;
      more = untilDone && assigned + parked > 0;
    }
    off();
    console.log(line(situation.name, run));
    return run;
  };

  console.log(heads);
  const byLength = new Map<number, Run>();
  for (const situation of queues) byLength.set(situation.queued, await measure(situation, {}));
  const plain = byLength.get(10);
  if (!plain) throw new RangeError('no queue of 10');
  const byName = new Map<string, Run>();
  for (const { short, ...situation } of besideQueues) byName.set(short, await measure(situation, situation));
  const { kept, lines } = judge({ ...growth(byLength), ...besides(byName, plain) }, budgets.dispatch);
  console.log(`\n${lines.join('\n')}`);
  process.exitCode = kept ? 0 : 1;
} finally {
  await system.stop();
}

/**
 * `npm run bench:lifecycles`: how many lifecycles a second one machine completes, and what holds it up. Exit 1 below the
 * budget, which is for two cores with nothing else to do. `-- --seconds 20` is how long each number of clients is measured
 * at least, `--look-every 200` how many milliseconds a client pauses before it looks again.
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { budgets, judge } from '#bench/budgets.ts';
import { padEnd, padStart } from '#local/columns.ts';
import { measure } from './measure.ts';

const CLIENTS = [1, 8, 32];

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    'look-every': { type: 'string', default: '200' },
  },
});
const pace = { seconds: Number(values.seconds), lookEvery: Number(values['look-every']) };
const [load = 0] = loadavg();
console.log(
  `${availableParallelism()} cores, of which others used ${load.toFixed(2)} in the last minute before the start.\n`,
);
const measured = new Map<number, Awaited<ReturnType<typeof measure>>>();
for (const clients of CLIENTS) measured.set(clients, await measure(clients, pace));

const columns = [...measured.values()];
const names = Object.keys(columns[0] ?? {}) as (keyof (typeof columns)[number])[];
console.log(`${padEnd('clients', 24)}${CLIENTS.map((clients) => padStart(String(clients), 10)).join('')}`);
for (const name of names) {
  const cells = columns.map((figures) => padStart(figures[name].toPrecision(3), 10));
  console.log(`${padEnd(name, 24)}${cells.join('')}`);
}
const rates = [...measured].map(([clients, { lifecyclesPerSecond }]) => [
  `lifecyclesPerSecondOf${clients}Clients`,
  lifecyclesPerSecond,
]);
const { kept, lines } = judge(Object.fromEntries(rates) as Record<string, number>, budgets.lifecycles);
console.log(`\n${lines.join('\n')}`);
process.exitCode = kept ? 0 : 1;

import './quiet.ts';

import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';
import { Tally } from './tally.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
  },
});

const say = (line: string) => void process.stdout.write(`${line}\n`);
const [from, count] = values.seed ? [Number(values.seed), 1] : [Number(values.from), Number(values.seeds)];
const tally = new Tally();
for (let seed = from; seed < from + count; seed++) {
  const outcome = await simulate(seed, values.seed ? { print: say } : {});
  tally.add(outcome);
  if (outcome.problems.length > 0) {
    if (!values.seed) for (const line of outcome.trace.slice(-60)) say(line);
    say(`\nseed ${seed} (${outcome.weather}): npm run simulate -- --seed ${seed}`);
    for (const problem of outcome.problems.slice(0, 20)) say(`  ✗ ${problem}`);
  }
  if ((seed - from + 1) % 100 === 0) say(`${seed - from + 1} of ${count}: ${tally.speed()}`);
}
say(tally.report());
process.exitCode = tally.failed.length > 0 ? 1 : 0;

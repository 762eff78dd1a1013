import { Agenda } from './agenda.ts';
import { loadHandlers } from './invocations.ts';
import { signIn } from './people/api.ts';
import { everybody } from './people/cast.ts';
import { type Outcome, Play } from './play.ts';
import { Random } from './random.ts';
import { Trace } from './trace.ts';
import { prepareProcess, type Sabotage, World } from './world.ts';

const DAY_MS = 86_400_000;
/** For how long things go wrong: at least as long as people are at it, at most until the last of them would be late. */
const FAULTY_DAYS = [25, 40, 60, 90];
/** A Monday morning in China, in a year of which every holiday is known. */
const FIRST_DAY = Date.parse('2025-01-06T01:00:00Z');

let prepared: Promise<void> | undefined;

/** Everything that is the same for every seed, once a process. */
const prepare = (): Promise<void> => {
  prepared ??= (async () => {
    prepareProcess();
    await loadHandlers();
    await signIn(everybody);
  })();
  return prepared;
};

/** Plays one seed to its end, and says what was wrong. The same seed plays the same, event by event. */
export async function simulate(
  seed: number,
  options: { print?: (line: string) => void; sabotage?: Sabotage } = {},
): Promise<Outcome> {
  await prepare();
  const random = new Random(seed);
  const start = FIRST_DAY + random.between(0, 200) * DAY_MS;
  const agenda = new Agenda(start);
  const trace = new Trace(() => agenda.now(), options.print);
  const world = new World({ agenda, random, trace, seed, sabotage: options.sabotage });
  const play = new Play(world, start, random.pick(FAULTY_DAYS));
  try {
    await world.open(seed, random.branch());
    await play.toTheEnd();
    return play.outcome(seed, trace);
  } finally {
    await world.close();
  }
}

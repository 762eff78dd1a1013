import { simulate } from './simulate.ts';

/** The seeds in which something was wrong, each with the command that shows it again. Two files share them, for two cores. */
export async function failuresOf(seeds: { from: number; to: number; by: number }): Promise<string[]> {
  const failures: string[] = [];
  for (let seed = seeds.from; seed <= seeds.to; seed += seeds.by) {
    const { problems } = await simulate(seed);
    if (problems.length > 0) failures.push(`npm run simulate -- --seed ${seed}: ${problems.join('; ')}`);
  }
  return failures;
}

import type { ExecutionLogLevel } from '#bench/aws/execution-log.ts';
import { dollars } from '#bench/aws/prices.ts';
import { budgets, judge } from '#bench/budgets.ts';
import { assumptions } from './assumptions.ts';
import { kinds } from './kinds.ts';
import { play } from './play.ts';
import { sumOf, table } from './table.ts';

/** Plays each kind of lifecycle and prints its bill. @returns whether every budget is kept */
export async function printCosts(executionLog: ExecutionLogLevel): Promise<boolean> {
  const { billedMilliseconds, accessLogBytes } = assumptions;
  console.log(
    `List prices of us-east-1. Assumed: Lambda bills ${billedMilliseconds} ms an invocation; a line of the access log has ` +
      `${accessLogBytes} bytes. Machines log ${executionLog}.`,
  );
  const unknown = Object.keys(budgets.cost).find((name) => !kinds.some((kind) => kind.name === name));
  if (unknown) throw new RangeError(`There is a budget for "${unknown}", and no such kind.`);
  const verdicts: boolean[] = [];
  const summary: string[] = [];
  for (const kind of kinds) {
    const lines = await play(kind, executionLog);
    console.log(`\n== ${kind.name}\n${table(lines)}`);
    const sum = sumOf(lines);
    const figures = {
      transitions: sum.transitions,
      requests: sum.requests,
      writeUnits: sum.writeUnits + sum.indexWriteUnits,
      readUnits: sum.readUnits,
      dollarsPer1000: dollars(sum).total * 1000,
    };
    const judged = judge(figures, budgets.cost[kind.name] ?? {});
    verdicts.push(judged.kept);
    summary.push(kind.name, ...judged.lines.map((line) => `  ${line}`));
  }
  console.log(`\n== all kinds\n${summary.join('\n')}`);
  return verdicts.every((kept) => kept);
}

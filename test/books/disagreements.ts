import type { Books } from './books.ts';
import { documents, history, money, signers } from './rules/papers.ts';
import { decisions, delivered, waits } from './rules/told.ts';
import { instruments, jobs, minutes, openTasks, parked, queue, waiting } from './rules/work.ts';

/** What must hold between the tables whenever nothing is under way, by the name of the rule. */
const rules = {
  minutes,
  jobs,
  queue,
  parked,
  openTasks,
  instruments,
  waiting,
  money,
  documents,
  history,
  signers,
  decisions,
  delivered,
  waits,
} satisfies Record<string, (books: Books) => string[]>;

/** Where the books do not agree, in words; nothing when they do. */
export const disagreements = (books: Books): string[] =>
  Object.entries(rules).flatMap(([name, rule]) => rule(books).map((problem) => `${name}: ${problem}`));

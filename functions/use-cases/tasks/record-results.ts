import type * as z from 'zod';
import type { ResultsRequest } from '#contract/api/tasks.ts';
import type { Caller } from '#functions/caller.ts';
import { decideTask } from '#functions/use-cases/tasks/decide.ts';

/** The decision of a test: a result for each line. @throws Problem as deciding. */
export const recordResults = (
  { results, ...rest }: { id: string } & z.infer<typeof ResultsRequest>,
  caller: Caller,
) => decideTask({ ...rest, decision: { outcome: 'record', results } }, caller, '');

import { join } from 'node:path';
import { backfillStage } from './backfill-stage.ts';
import { root } from './data-folder.ts';
import { fail } from './run.ts';

/** `npm run backfill` (docs/deploying.md). */
const unreadable = await backfillStage(process.argv.slice(2), {
  folder: join(root, '.backfill'),
  print: (line) => process.stdout.write(`${line}\n`),
}).catch(fail);
if (unreadable !== 0) process.exitCode = 1;

import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { root } from './data-folder.ts';

// A third of the start is compiling modules that are the same as last time. It has to be said before they are loaded.
enableCompileCache(join(root, 'node_modules', '.cache', 'greenlane'));
const { fail, run } = await import('./run.ts');
await run().catch(fail);

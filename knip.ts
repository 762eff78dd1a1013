/**
 * Files, exports and dependencies that nothing uses (`npm run check`). Entries are what is started by its name. Words of
 * the domain that are there for the pages to come carry `@public`.
 */
import type { KnipConfig } from 'knip';
import { functions } from './contract/functions.ts';

export default {
  workspaces: {
    '.': {
      entry: [
        ...Object.values(functions).map(({ entry }) => entry),
        'infra/app.ts',
        'local/{main,token,backfill-main}.ts',
        'stryker.vitest.config.ts',
        // The schemas of the API, for whoever writes a client of it.
        'contract/api/*.ts',
        // Started or loaded by their names.
        'test/local/fixtures/{run,functions/*}.ts',
      ],
      project: '**/*.{ts,mjs}',
    },
    'packages/stepfunctions': {
      entry: ['src/{main,index,package}.ts', 'ci/*.ts'],
      project: '**/*.ts',
    },
  },
} satisfies KnipConfig;

import { defineConfig } from 'vitest/config';
import tests from './vitest.config.ts';

/** What finds a mutant of domain/: its own tests and those of the policies, which run in two seconds. */
export default defineConfig({
  // Rules have no state: one worker runs all files, which makes a mutant take a quarter of the time.
  test: {
    ...tests.test,
    isolate: false,
    include: ['test/domain/**/*.test.ts', 'test/policies/**/*.test.ts'],
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
    // Two cores: one worker each; start-up of a worker costs more than most test files.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Days and times are China's whatever the machine thinks; a machine far away must show that.
    env: { TZ: 'America/Los_Angeles', POWERTOOLS_LOG_LEVEL: 'SILENT' },
  },
});

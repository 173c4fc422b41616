import { defineConfig } from 'vitest/config';

const common = { testTimeout: 120_000, hookTimeout: 180_000, pool: 'forks' } as const;
const timed = ['test/e2e/budget.e2e.ts', 'test/lighthouse/**/*.e2e.ts'];

/** What measures time has the machine to itself; then the journeys walk on two servers at once (test/e2e/server.ts). */
export default defineConfig({
  test: {
    globalSetup: ['test/e2e/server.ts'],
    projects: [
      {
        test: {
          ...common,
          name: 'timed',
          include: timed,
          fileParallelism: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: 'journeys',
          include: ['test/e2e/**/*.e2e.ts'],
          exclude: timed,
          maxWorkers: process.env['SAFESTATS_URL'] === undefined ? 2 : 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

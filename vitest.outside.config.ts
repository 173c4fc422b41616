import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const present = existsSync('../shared/data/deliveries');
if (!present) console.log('not run: outside: the real files (../shared/data) are not on this machine');

export default defineConfig({
  test: {
    include: present ? ['test/outside/**/*.outside.ts'] : [],
    passWithNoTests: true,
    globalSetup: present ? ['test/outside/template.ts'] : [],
    testTimeout: 120_000,
    hookTimeout: 900_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});

import { defineConfig } from 'vitest/config';
import { EMULATORS, motoMissing } from './test/support/moto-server.ts';

const missing = motoMissing();
if (missing !== null) console.log(`not run: aws: ${missing}`);

export default defineConfig({
  test: {
    include: missing === null ? ['test/aws/**/*.aws.ts'] : [],
    passWithNoTests: true,
    globalSetup: ['test/support/moto-server.ts'],
    setupFiles: ['test/support/fresh-emulator.ts'],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: EMULATORS,
  },
});

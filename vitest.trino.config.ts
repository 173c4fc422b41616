import { defineConfig } from 'vitest/config';
import { installTrino } from './test/trino/release.ts';

const found = await installTrino();
if ('missing' in found) console.log(`not run: trino: ${found.missing}`);

export default defineConfig({
  test: {
    include: 'missing' in found ? ['test/trino/absent.trino.ts'] : ['test/trino/**/!(absent).trino.ts'],
    provide: { trinoInstallation: 'missing' in found ? null : found },
    globalSetup: ['test/trino/server.ts'],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 60_000,
    hookTimeout: 180_000,
    pool: 'forks',
    fileParallelism: false,
  },
});

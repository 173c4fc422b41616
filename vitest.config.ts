import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, longest first: begun at once, so that the others fill the time beside them. */
const LONGEST = [
  'kill/kill.test.ts',
  'commands/ops.test.ts',
  'core/access/enforcement.test.ts',
  'authorisation/authorisation.test.ts',
  'kill/backup.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}`));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/e2e/**', 'test/trino/**', 'test/outside/**', 'node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Loading every module anew for each file was two fifths of the suite's work.
    isolate: false,
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
  },
});

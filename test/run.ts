import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { motoMissing } from './support/moto-server.ts';

/** A part of the tests that can be absent from a machine, with what it needs. */
type Suite = {
  readonly name: string;
  readonly config: string;
  /** Why it cannot run here, or null when it can. */
  readonly missing: () => string | null;
};

type Listed = { readonly name: string; readonly reason: string };
type Report = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
};

const { values: options, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: { trino: { type: 'boolean', default: false }, only: { type: 'string' } },
});

const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const suites: readonly Suite[] = [
  { name: 'unit', config: 'vitest.config.ts', missing: () => null },
  { name: 'aws', config: 'vitest.aws.config.ts', missing: motoMissing },
  {
    name: 'browser',
    config: 'vitest.e2e.config.ts',
    missing: () =>
      existsSync(chromium) ? null : `no browser at ${chromium}; install Chromium or set CHROMIUM to one`,
  },
  {
    name: 'outside',
    config: 'vitest.outside.config.ts',
    missing: () => {
      if (!existsSync('../shared/data/deliveries'))
        return 'the real files (../shared/data) are not on this machine';
      return absent('python3', '--version') ? 'python3 not found' : null;
    },
  },
  {
    name: 'trino',
    config: 'vitest.trino.config.ts',
    missing: () => {
      if (!options.trino) return 'asked for with: npm test -- --trino';
      const missing = ['java', 'mvn'].filter((tool) => absent(tool, '-version'));
      return missing.length > 0 ? `${missing.join(' and ')} not found` : null;
    },
  },
];

const listed: readonly Listed[] = JSON.parse(readFileSync('test/not-run.json', 'utf8'));
const notRun: Listed[] = [];
let passed = 0;
let failed = 0;

mkdirSync('test/report', { recursive: true });
for (const suite of suites) {
  if (options.only !== undefined && options.only !== suite.name) continue;
  const reason = suite.missing();
  if (reason !== null) {
    notRun.push({ name: suite.name, reason });
    continue;
  }
  console.log(`\n== ${suite.name}`);
  const output = `test/report/${suite.name}.json`;
  rmSync(output, { force: true });
  await vitest(suite.config, output);
  if (!existsSync(output)) {
    console.error(`${suite.name}: the runner ended without a report`);
    failed += 1;
    continue;
  }
  const report: Report = JSON.parse(readFileSync(output, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  for (const file of report.testResults) {
    if (file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed')) {
      console.error(`${file.name}: ${file.message}`);
      failed += 1;
    }
    for (const test of file.assertionResults) {
      if (test.status !== 'passed' && test.status !== 'failed') {
        notRun.push({ name: test.fullName, reason: `${test.status} in ${suite.name}` });
      }
    }
  }
}

for (const { name, reason } of notRun) {
  const entry = listed.find((item) => item.name === name);
  console.log(`not run: ${name}: ${reason}`);
  if (entry === undefined) {
    console.error(`"${name}" is not in test/not-run.json: list it there with its reason, or make it run`);
    failed += 1;
  }
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function absent(tool: string, argument: string): boolean {
  return spawnSync(tool, [argument]).error !== undefined;
}

function vitest(config: string, output: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      config,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${output}`,
      ...filters,
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  return new Promise((resolve) => child.on('close', () => resolve()));
}

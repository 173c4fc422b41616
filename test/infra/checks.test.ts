import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { appWith, stacksOf, synthesiseChecked, templatesOf } from './stacks.ts';

const hasLinter = spawnSync('cfn-lint', ['--version']).status === 0;

/** What `npm run synth` and `npm run deploy` hand to the CDK. */
const CONFIG = JSON.parse(readFileSync('cdk.json', 'utf8'));

describe('the templates', () => {
  it('have no finding of cdk-nag that is not acknowledged', { timeout: 120_000 }, () => {
    expect(() => synthesiseChecked()).not.toThrow();
  });

  it('have a finding when something is added carelessly', { timeout: 120_000 }, () => {
    const careless = () =>
      synthesiseChecked((app) => {
        new Queue(new Stack(app, 'careless'), 'Queue');
      });
    expect(careless).toThrow();
  });

  it('are the same each time', { timeout: 120_000 }, () => {
    const [one, other] = [templatesOf(), templatesOf()];
    const differing = Object.keys(one).filter(
      (stack) => JSON.stringify(one[stack]) !== JSON.stringify(other[stack]),
    );
    expect(Object.keys(one)).toEqual(Object.keys(other));
    expect(differing).toEqual([]);
  });

  it('need no look-up', { timeout: 120_000 }, () => {
    const app = appWith();
    stacksOf(app);
    expect(app.synth().manifest.missing ?? []).toEqual([]);
  });

  it.skipIf(!hasLinter)('have no finding of cfn-lint', { timeout: 300_000 }, () => {
    const app = appWith();
    stacksOf(app);
    const { directory } = app.synth();
    try {
      const files = readdirSync(directory)
        .filter((name) => name.endsWith('.template.json'))
        .map((name) => join(directory, name));
      const linted = spawnSync('cfn-lint', ['--ignore-checks', 'W3005', '--', ...files], {
        encoding: 'utf8',
      });
      expect(linted.stdout).toBe('');
      expect(linted.status).toBe(0);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe('cdk.json', () => {
  it('says nothing of this machine to anybody, and tells one way to make the app', () => {
    expect(CONFIG).toMatchObject({
      app: 'node --import tsx bin/app.ts',
      versionReporting: false,
      notices: false,
      context: { 'cli-telemetry': false, '@aws-cdk/core:defaultCrossStackReferences': 'weak' },
    });
  });
});

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { deployArguments } from '../../bin/deployment/context.ts';
import { arrivedText, missingText } from '../../bin/deployment/plan.ts';

const deploy = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'bin/deploy.ts', ...args], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });

describe('npm run deploy', () => {
  it('prints the plan of a dry run, in the order in which stacks need each other', {
    timeout: 120_000,
  }, () => {
    const { status, stdout } = deploy('--dry-run', '--context', 'env=prod', '-c', 'secondRegion=eu-west-3');
    expect(status).toBe(0);
    expect(stdout).toContain('Environment prod, account 111122223333');
    expect(stdout).toContain('eu-west-2 (primary), eu-west-3 (second), us-east-1 (edge); active: primary');
    const order = [...stdout.matchAll(/^ *\d+ {2}(\S+) +(\S+)$/gm)].map(
      ([, stack, region]) => `${stack} ${region}`,
    );
    expect(order.slice(0, 2)).toEqual(['safestats-prod-keys eu-west-2', 'safestats-prod-keys eu-west-3']);
    const earlier = (one: string, other: string) =>
      order.indexOf(one) < order.indexOf(other) && order.includes(one);
    expect(earlier('safestats-prod-lake eu-west-3', 'safestats-prod-lake eu-west-2')).toBe(true);
    expect(earlier('safestats-prod-site us-east-1', 'safestats-prod-identity eu-west-2')).toBe(true);
    expect(earlier('safestats-prod-provisioner eu-west-3', 'safestats-prod-grants eu-west-2')).toBe(true);
    expect(order.at(-1)).toBe('safestats-prod-watch us-east-1');
  });

  it('moves to the second region by stacks that are there or in North Virginia, and then stops what the primary does', {
    timeout: 120_000,
  }, () => {
    const { status, stdout } = deploy('--dry-run', '--fail-over', '--context', 'env=prod');
    expect(status).toBe(0);
    expect(stdout).toContain('active: second');
    expect(
      [...stdout.matchAll(/^ *\d+ {2}(\S+) +(\S+)$/gm)].map(([, stack, region]) => `${stack} ${region}`),
    ).toEqual([
      'safestats-prod-schedules eu-west-1',
      'safestats-prod-provisioner eu-west-1',
      'safestats-prod-site us-east-1',
      'safestats-prod-schedules eu-west-2',
      'safestats-prod-provisioner eu-west-2',
    ]);
  });

  it('refuses without an account, and says what to do', { timeout: 120_000 }, () => {
    const { status, stderr } = deploy('--context', 'env=dev');
    expect(status).toBe(1);
    expect(stderr).toContain('There are no AWS credentials here');
  });

  it('refuses a context that says no deployment', { timeout: 120_000 }, () => {
    const { status, stderr } = deploy('--dry-run', '--context', 'env=staging');
    expect(status).toBe(2);
    expect(stderr).toContain('the context does not say a deployment: env:');
  });
});

describe('missingText(known)', () => {
  it('asks for a bootstrap of each region that has none', () => {
    expect(
      missingText({ account: '111122223333', wanted: null, notBootstrapped: ['eu-west-1', 'us-east-1'] }),
    ).toContain('npx cdk bootstrap aws://111122223333/eu-west-1 aws://111122223333/us-east-1');
  });

  it('refuses credentials of another account than the context names', () => {
    expect(missingText({ account: '111122223333', wanted: '444455556666', notBootstrapped: [] })).toContain(
      'names account 444455556666',
    );
  });

  it('has nothing to say when everything is there', () => {
    expect(missingText({ account: '111122223333', wanted: '111122223333', notBootstrapped: [] })).toBeNull();
  });
});

describe('deployArguments(given)', () => {
  it('reads both ways of giving context', () => {
    expect(deployArguments(['--context', 'env=dev', '--context=a=b=c', '-c', 'x='])).toEqual({
      context: { env: 'dev', a: 'b=c', x: '' },
      dryRun: false,
      failOver: false,
    });
  });

  it('has the second region active for a fail-over', () => {
    const failOver = { context: { active: 'second' }, dryRun: true, failOver: true };
    expect(deployArguments(['--fail-over', '--dry-run'])).toEqual(failOver);
    expect(() => deployArguments(['--fail-over', '-c', 'active=primary'])).toThrow('leave active out');
  });

  it('refuses what it does not know', () => {
    expect(() => deployArguments(['--force'])).toThrow(
      'got --force: use --context key=value, --dry-run or --fail-over',
    );
    expect(() => deployArguments(['--context'])).toThrow('--context: got "", use key=value');
  });
});

describe('arrivedText(siteOrigin, settings)', () => {
  it('says where to sign in, and how the first Super Admin of this environment is made', () => {
    const text = arrivedText('https://stats.example.org', { env: 'prod', primaryRegion: 'eu-central-1' });
    expect(text).toContain('Sign in at https://stats.example.org');
    expect(text).toContain('npm run ops -- bootstrap --env prod --region eu-central-1 --admin EMAIL');
  });
});

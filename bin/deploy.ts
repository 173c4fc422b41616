import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { App } from 'aws-cdk-lib';
import { safestatsStacks } from '#infra/app.ts';
import { settingsOf } from '#infra/settings.ts';
import { SiteStack } from '#infra/stacks/site.ts';
import { type DeployArguments, deployArguments } from './deployment/context.ts';
import {
  arrivedText,
  failOverSteps,
  missingText,
  movedText,
  planText,
  type Step,
} from './deployment/plan.ts';

const OUTPUTS = 'cdk.out/outputs.json';
const EXAMPLE_ACCOUNT = '111122223333';
Object.assign(process.env, {
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});

try {
  process.exitCode = await deploy(deployArguments(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}

async function deploy({ context, dryRun, failOver }: DeployArguments): Promise<number> {
  const account = dryRun ? null : await accountOfCredentials();
  const { context: flags } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const app = new App({ context: { ...flags, ...context }, builtinCloudFormationValidation: false });
  const settings = settingsOf(app.node, account ?? EXAMPLE_ACCOUNT);
  const stacks = safestatsStacks(app, settings, { code: { kind: 'none' }, site: { kind: 'none' } });
  const steps = stacks.map((stack) => ({ stack: stack.stackName, id: stack.node.id, region: stack.region }));
  const { must, may } = failOver ? failOverSteps(steps) : { must: steps, may: [] };
  console.log(planText(settings, [...must, ...may]));
  if (dryRun) return 0;

  const regions = [...new Set(must.map(({ region }) => region))];
  const missing = missingText({
    account,
    wanted: context['account'] ?? null,
    notBootstrapped: account === null ? [] : regions.filter((region) => !isBootstrapped(region)),
  });
  if (missing !== null) {
    console.error(`\n${missing}`);
    return 1;
  }
  run('npm', ['run', 'build:web']);
  run(process.execPath, ['--import', 'tsx', 'bin/bundle.ts']);
  const given = Object.entries({ ...context, account: settings.account }).flatMap(([key, value]) => [
    '--context',
    `${key}=${value}`,
  ]);
  const cdk = ['cdk', 'deploy', '--require-approval', 'never', '--outputs-file', OUTPUTS, ...given];
  if (failOver) {
    const only = (part: readonly Step[]) => [...cdk, '--exclusively', ...part.map(({ id }) => id)];
    run('npx', only(must));
    console.log(`\n${movedText(succeeds('npx', only(may)))}`);
    return 0;
  }
  run('npx', [...cdk, '--all']);
  const site = stacks.find((stack) => stack instanceof SiteStack);
  if (site === undefined) throw new Error('there is no stack of the site');
  const outputs: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
    readFileSync(OUTPUTS, 'utf8'),
  );
  const origin = outputs[site.stackName]?.['SiteAddress'];
  console.log(`\n${arrivedText(origin ?? 'the address in the outputs of the stack of the site', settings)}`);
  return 0;
}

/** Null where nobody is signed in. */
async function accountOfCredentials(): Promise<string | null> {
  try {
    const { Account } = await new STSClient({ region: 'us-east-1' }).send(new GetCallerIdentityCommand());
    return Account ?? null;
  } catch {
    return null;
  }
}

function isBootstrapped(region: string): boolean {
  const name = '/cdk-bootstrap/hnb659fds/version';
  return spawnSync('aws', ['ssm', 'get-parameter', '--name', name, '--region', region]).status === 0;
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, [...args], { stdio: 'inherit' }).status === 0;
}

function run(command: string, args: readonly string[]): void {
  if (!succeeds(command, args))
    throw new Error(`${command} ${args[0] ?? ''} did not succeed: see the lines above`);
}

import type { Settings } from '#infra/settings.ts';

/** One stack of a deployment. */
export type Step = { readonly stack: string; readonly id: string; readonly region: string };

/** What a deployment would do, in words. */
export function planText(settings: Settings, steps: readonly Step[]): string {
  const width = Math.max(...steps.map(({ stack }) => stack.length));
  return [
    `Environment ${settings.env}, account ${settings.account}`,
    `Regions: ${settings.primaryRegion} (primary), ${settings.secondRegion} (second), us-east-1 (edge); active: ${settings.active}`,
    '',
    `${steps.length} stacks, in this order:`,
    ...steps.map(
      ({ stack, region }, index) => `${String(index + 1).padStart(3)}  ${stack.padEnd(width)}  ${region}`,
    ),
    '',
    'Built first: the pages (web/dist) and the functions (dist/lambdas).',
  ].join('\n');
}

/** Stacks that a fail-over deploys: what must be done, and what is done where the primary region still answers. */
export function failOverSteps(steps: readonly Step[]): {
  readonly must: readonly Step[];
  readonly may: readonly Step[];
} {
  const of = (...ids: readonly string[]) =>
    ids.map((id) => {
      const step = steps.find((one) => one.id === id);
      if (step === undefined) throw new Error(`there is no stack ${id}`);
      return step;
    });
  return {
    must: of('schedules-second', 'provisioner-second', 'site-edge'),
    may: of('schedules-primary', 'provisioner-primary'),
  };
}

/** What is to be done after a fail-over. */
export function movedText(isPrimaryStopped: boolean): string {
  return [
    'The site talks to the second region.',
    ...(isPrimaryStopped
      ? []
      : ['The schedules of the primary region could not be stopped: run this again as soon as it answers.']),
    'Put "active": "second" into the context of cdk.json until you move back: a deployment without it moves the site back.',
  ].join('\n');
}

/** What is missing before anything can be deployed, in words; null = nothing. */
export function missingText(known: {
  /** Of the credentials; null = there are none. */
  readonly account: string | null;
  /** That the context names; null = none. */
  readonly wanted: string | null;
  /** Regions in which the CDK was not bootstrapped. */
  readonly notBootstrapped: readonly string[];
}): string | null {
  const { account, wanted, notBootstrapped } = known;
  if (account === null)
    return 'There are no AWS credentials here, or they have expired: sign in (for example with `aws sso login`) and try again.';
  if (wanted !== null && wanted !== account)
    return `The context names account ${wanted}, but the credentials here are of account ${account}: use those of the first, or leave \`account\` out.`;
  if (notBootstrapped.length > 0)
    return [
      `The CDK was not bootstrapped in ${notBootstrapped.join(', ')}. Once for each account and region:`,
      `  npx cdk bootstrap ${notBootstrapped.map((region) => `aws://${account}/${region}`).join(' ')}`,
    ].join('\n');
  return null;
}

/** Where to go when everything is deployed. */
export function arrivedText(
  siteOrigin: string,
  { env, primaryRegion }: Pick<Settings, 'env' | 'primaryRegion'>,
): string {
  return [
    `Deployed. Sign in at ${siteOrigin}`,
    '',
    'The first time, make the first Super Admin:',
    `  npm run ops -- bootstrap --env ${env} --region ${primaryRegion} --admin EMAIL`,
  ].join('\n');
}

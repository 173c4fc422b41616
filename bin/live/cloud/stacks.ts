import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Cloud } from '../cloud.ts';
import { countText, ok, type Probe, wrong } from '../probe.ts';

const Stacks = z.object({ Stacks: z.array(z.object({ StackName: z.string(), StackStatus: z.string() })) });
const COMPLETE = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE'];

export const stacks: Probe = {
  name: 'stacks',
  what: 'Every stack is complete, in all regions',
  why: 'references between stacks and regions (`Fn::GetStackOutput`) are young',
  wants: ['--env'],
  makes: null,
  async run({ cloud }) {
    const at = cloud();
    const expected = await stacksOf(at);
    const faults: string[] = [];
    const regions = [...new Set(expected.map(({ region }) => region))];
    for (const region of regions) {
      const found = Stacks.parse(await at.aws(['cloudformation', 'describe-stacks', '--region', region]));
      const states = new Map(found.Stacks.map(({ StackName, StackStatus }) => [StackName, StackStatus]));
      for (const { stack } of expected.filter((one) => one.region === region)) {
        const state = states.get(stack) ?? 'not there';
        if (!COMPLETE.includes(state)) faults.push(`${stack} in ${region}: ${state}`);
      }
    }
    return faults.length === 0
      ? ok(`${countText(expected.length, 'stack')} in ${regions.join(', ')}`)
      : wrong(faults.join('; '), 'run `npm run deploy` again: it goes on where it ended');
  },
};

/** The stacks that this release deploys, each with its region. */
export async function stacksOf({
  env,
  account,
  regions: [primaryRegion, secondRegion],
}: Pick<Cloud, 'env' | 'account' | 'regions'>): Promise<
  readonly { readonly stack: string; readonly region: string }[]
> {
  const [{ App }, { safestatsStacks }, { settingsOf }] = await Promise.all([
    import('aws-cdk-lib'),
    import('#infra/app.ts'),
    import('#infra/settings.ts'),
  ]);
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const app = new App({
    context: { ...context, env, account, primaryRegion, secondRegion },
    builtinCloudFormationValidation: false,
  });
  const none = { kind: 'none' } as const;
  const made = safestatsStacks(app, settingsOf(app.node, account), { code: none, site: none });
  return made.map(({ stackName, region }) => ({ stack: stackName, region }));
}

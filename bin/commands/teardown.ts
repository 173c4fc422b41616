import { AthenaClient } from '@aws-sdk/client-athena';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { paginateListBuckets, S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { AppError } from '#core/model/error.ts';
import { Names } from '#infra/names.ts';
import { DEFAULT_REGION } from '../aws/place.ts';
import { accountOf, hasTable } from '../aws/whereabouts.ts';
import {
  profileRoles,
  profileWorkgroups,
  removeRoles,
  removeWorkgroups,
} from '../teardown/profile-remains.ts';
import { type Emptied, emptyBucket } from '../teardown/versions.ts';
import { type Command, readPlacedArguments, UsageError } from './command.ts';

const NEXT = 'npx cdk destroy registry-primary --context env=dev';

export const teardownCommand: Command = {
  name: 'teardown',
  usage: `ops -- teardown --env dev [--region REGION] [--really]

What must go before the stacks of a development deployment can be destroyed, and what no stack removes: every version of
every object in its buckets, in all regions, and the roles and workgroups of profiles. Counts only, unless --really. For
prod there is none: what it holds is kept, and locked. docs/deployment.md says in which order (Teardown).

Buckets are left alone while the registry is there, that is, while anything may write into them. What Object Lock holds
stays and is counted: run it again when a day is over. May be interrupted and run again. Ends with 1 while anything is left.`,
  async run(args) {
    const { values, positionals, place } = readPlacedArguments(args, {
      really: { type: 'boolean', default: false },
    });
    if (positionals.length > 0 || place.kind !== 'deployment') throw new UsageError('give --env dev');
    if (place.env !== 'dev') throw new UsageError('this removes dev only: prod keeps what it holds');
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
    return tearDown(place.region, values.really === true);
  },
};

async function tearDown(region: string, isReal: boolean): Promise<number> {
  const account = await accountOf(new STSClient({ region }));
  const names = new Names({ env: 'dev', account });
  const s3 = new S3Client({ region });
  const buckets = await bucketsOf(s3, names.of(''), account);
  if (buckets.length === 0)
    throw new AppError(
      'NOT_FOUND',
      'this account has no bucket of a deployment dev: nothing is to be removed',
    );
  const kept = await bucketsOf(s3, new Names({ env: 'prod', account }).of(''), account);
  if (kept.length > 0)
    throw new AppError(
      'CONFLICT',
      'this account has a deployment prod as well, whose roles and workgroups of profiles have the same names: remove dev by hand',
    );
  const regions = [...new Set([region, ...buckets.map((bucket) => bucket.region)])].sort();
  const left = await tearDownProfiles(regions, isReal);
  if (await hasTable(new DynamoDBClient({ region }), names.table())) {
    console.log(
      `the registry is there, so that something may write: ${buckets.length} buckets are left as they are`,
    );
    console.log(`next: ${NEXT}`);
    return 1;
  }
  let more = left;
  for (const { name, region: where } of buckets) {
    const emptied = await emptyBucket(new S3Client({ region: where }), name, { isCountOnly: !isReal });
    console.log(bucketText(name, emptied));
    more += emptied.found - emptied.removed;
  }
  console.log(more === 0 ? 'next: npx cdk destroy --all --context env=dev' : leftText(isReal));
  return more === 0 ? 0 : 1;
}

/** Removes what profiles have or counts it; gives how much is left. */
async function tearDownProfiles(regions: readonly string[], isReal: boolean): Promise<number> {
  const iam = new IAMClient({ region: DEFAULT_REGION });
  const roles = await profileRoles(iam);
  if (isReal) await removeRoles(iam, roles);
  let found = roles.length;
  console.log(`roles of profiles: ${countText(roles.length, isReal)}`);
  for (const region of regions) {
    const athena = new AthenaClient({ region });
    const workgroups = await profileWorkgroups(athena);
    if (isReal) await removeWorkgroups(athena, workgroups);
    console.log(`workgroups of profiles in ${region}: ${countText(workgroups.length, isReal)}`);
    found += workgroups.length;
  }
  return isReal ? 0 : found;
}

/** The buckets of the deployment; their names end with the account and the region. */
async function bucketsOf(
  client: S3Client,
  Prefix: string,
  account: string,
): Promise<readonly { readonly name: string; readonly region: string }[]> {
  const found: { readonly name: string; readonly region: string }[] = [];
  for await (const { Buckets = [] } of paginateListBuckets({ client }, { Prefix }))
    for (const { Name: name = '' } of Buckets) {
      const [, region] =
        new RegExp(`^${Prefix}[a-z]+-${account}-([a-z]{2}(?:-[a-z]+)+-\\d)$`).exec(name) ?? [];
      if (region !== undefined) found.push({ name, region });
    }
  return found;
}

function bucketText(name: string, { found, removed, held }: Emptied): string {
  const removedText = removed === 0 ? '' : `, ${removed} removed`;
  return `${name}: ${found} versions${removedText}${held === 0 ? '' : `, ${held} held by Object Lock`}`;
}

function countText(count: number, isReal: boolean): string {
  return isReal && count > 0 ? `${count}, removed` : String(count);
}

function leftText(isReal: boolean): string {
  return isReal
    ? 'something is left: run this again when a day is over'
    : 'nothing was removed: add --really';
}

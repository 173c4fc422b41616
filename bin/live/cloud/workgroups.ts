import { GetWorkGroupCommand, type WorkGroup } from '@aws-sdk/client-athena';
import { GetBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { WORKGROUP_PREFIX } from '#infra/names.ts';
import type { Cloud } from '../cloud.ts';
import { countText, ok, type Probe, wrong } from '../probe.ts';
import { enforcedProfiles } from './grants.ts';

export const workgroups: Probe = {
  name: 'workgroups',
  what: 'Athena keeps results itself, under our key',
  why: 'results in a bucket would be read past the filters',
  wants: ['--env'],
  makes: null,
  async run({ cloud }) {
    const at = cloud();
    const profiles = await enforcedProfiles(at);
    for (const region of at.regions) {
      const key = await keyOfLake(at, region);
      for (const id of profiles) {
        const name = `${WORKGROUP_PREFIX}${id}`;
        const { WorkGroup } = await at.in(region).athena.send(new GetWorkGroupCommand({ WorkGroup: name }));
        const fault = faultOf(WorkGroup, key);
        if (fault !== null)
          return wrong(
            `${region}: the workgroup ${name} ${fault}`,
            'look at the log of `provisioner`, which sets workgroups right each quarter of an hour',
          );
      }
    }
    return ok(`${countText(profiles.length, 'workgroup')} in each region, under the key of the lake`);
  },
};

/** The key of this region that the lake lies under, as an ARN. */
async function keyOfLake({ names, in: clients }: Cloud, region: string): Promise<string> {
  const Bucket = names.bucket('lake', region);
  const { ServerSideEncryptionConfiguration } = await clients(region).s3.send(
    new GetBucketEncryptionCommand({ Bucket }),
  );
  const [rule] = ServerSideEncryptionConfiguration?.Rules ?? [];
  return rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID ?? '';
}

function faultOf(workgroup: WorkGroup | undefined, key: string): string | null {
  const { Configuration = {}, State } = workgroup ?? {};
  const results = Configuration.ManagedQueryResultsConfiguration;
  if (State !== 'ENABLED') return 'is not enabled';
  if (Configuration.EnforceWorkGroupConfiguration !== true) return 'does not enforce its settings';
  if (results?.Enabled !== true) return 'does not keep results itself';
  const used = results.EncryptionConfiguration?.KmsKey ?? '';
  if (used !== key || key === '') return `keeps results under ${used || 'a key of AWS'}, not ${key}`;
  return (Configuration.BytesScannedCutoffPerQuery ?? 0) > 0 ? null : 'has no limit of bytes';
}

import { STSClient } from '@aws-sdk/client-sts';
import { Names } from '#infra/names.ts';
import type { Deployment } from '../aws/deployment.ts';
import type { DeploymentPlace } from '../aws/place.ts';
import { accountOf } from '../aws/whereabouts.ts';
import { awsCli } from './aws-cli.ts';
import { ClientsOfRegions, type Cloud } from './cloud.ts';

/** What probes ask of a deployment that is open. */
export async function cloudOf(
  { env, region }: DeploymentPlace,
  { registry, objects, otherRegion }: Deployment,
): Promise<{ readonly cloud: Cloud; readonly close: () => void }> {
  const sts = new STSClient({ region });
  const account = await accountOf(sts).finally(() => sts.destroy());
  const clients = new ClientsOfRegions();
  const cloud: Cloud = {
    env,
    account,
    names: new Names({ env, account }),
    regions: [region, otherRegion],
    registry,
    objects,
    in: (one) => clients.in(one),
    aws: awsCli,
  };
  return { cloud, close: () => clients.close() };
}

import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { CognitoDirectory } from '#adapters/aws/cognito-directory.ts';
import { DynamoRegistry } from '#adapters/aws/dynamo-registry.ts';
import { IMPATIENT } from '#adapters/aws/impatient.ts';
import { ListedObjects } from '#adapters/aws/listed-objects.ts';
import { S3Anchor } from '#adapters/aws/s3-anchor.ts';
import { withOtherAudit } from '#adapters/aws/two-region-audit.ts';
import { RegistryAuditLog } from '#app/audit/log.ts';
import { makeNewId } from '#app/new-id.ts';
import type { IdentityDirectory, Platform } from '#app/ports.ts';
import { Names } from '#infra/names.ts';
import { OperatorTables } from './operator-tables.ts';
import type { DeploymentPlace } from './place.ts';
import { accountOf, otherRegionOf, requireLake, requireTable, userPoolOf } from './whereabouts.ts';

/** One region of a deployment, open with the operator's own credentials. */
export type Deployment = Omit<Platform, 'engine' | 'region'> & {
  readonly region: string;
  readonly otherRegion: string;
  readonly tables: OperatorTables;
  /** The user pool. Fails with NOT_FOUND in a region that has none. */
  directory(): Promise<IdentityDirectory>;
  close(): Promise<void>;
};

/**
 * Opens a region of the deployment that is in the account of the credentials; nothing is made. Fails with UNAUTHENTICATED
 * without credentials and with NOT_FOUND where no such deployment is, both in words for the operator.
 */
export async function openDeployment(place: DeploymentPlace): Promise<Deployment> {
  const { env, region } = place;
  const here = { region };
  const clients = {
    sts: new STSClient(here),
    s3: new S3Client(here),
    dynamo: new DynamoDBClient(here),
    glue: new GlueClient(here),
    cognito: new CognitoIdentityProviderClient(here),
  };
  const destroy = () => {
    for (const client of Object.values(clients)) client.destroy();
  };
  try {
    const names = new Names({ env, account: await accountOf(clients.sts) });
    const otherRegion = await otherRegionOf(clients.s3, names, place);
    await requireTable(clients.dynamo, names.table());
    const registry = new DynamoRegistry({ client: clients.dynamo, table: names.table() });
    const clock = () => new Date();
    const audit = new RegistryAuditLog(registry, clock, region);
    const lake = names.bucket('lake', region);
    await requireLake(clients.s3, lake);
    const buckets = {
      lake,
      ingest: names.bucket('ingest', region),
      exports: names.bucket('exports', region),
      audit: names.bucket('audit', region),
    };
    const other = {
      client: new S3Client({ region: otherRegion, ...IMPATIENT }),
      bucket: names.bucket('audit', otherRegion),
      region: otherRegion,
    };
    return {
      region,
      otherRegion,
      registry,
      objects: withOtherAudit(new ListedObjects({ client: clients.s3, buckets }), other),
      audit,
      anchor: new S3Anchor({ ...other, here: { client: clients.s3, bucket: buckets.audit, region } }),
      tables: new OperatorTables({ client: clients.glue, database: names.database(), bucket: lake }),
      clock,
      newId: makeNewId(),
      directory: async () =>
        new CognitoDirectory({
          client: clients.cognito,
          userPoolId: await userPoolOf(clients.cognito, names.of('people')),
        }),
      close: async () => {
        await audit.close();
        other.client.destroy();
        destroy();
      },
    };
  } catch (error) {
    destroy();
    throw error;
  }
}

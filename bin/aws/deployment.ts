import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { CognitoDirectory } from '#adapters/aws/cognito-directory.ts';
import { DynamoRegistry } from '#adapters/aws/dynamo-registry.ts';
import { ListedObjects } from '#adapters/aws/listed-objects.ts';
import { S3Anchor } from '#adapters/aws/s3-anchor.ts';
import { RegistryAuditLog } from '#app/audit/log.ts';
import { makeNewId } from '#app/new-id.ts';
import type { IdentityDirectory, Platform } from '#app/ports.ts';
import { Names } from '#infra/names.ts';
import { OperatorTables } from './operator-tables.ts';
import type { DeploymentPlace } from './place.ts';
import { accountOf, otherRegionOf, requireTable, userPoolOf } from './whereabouts.ts';

/** One region of a deployment, open with the operator's own credentials. */
export type Deployment = Omit<Platform, 'engine'> & {
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
    const audit = new RegistryAuditLog(registry);
    const lake = names.bucket('lake', region);
    const buckets = {
      lake,
      ingest: names.bucket('ingest', region),
      exports: names.bucket('exports', region),
      audit: names.bucket('audit', region),
    };
    const other = new S3Client({ region: otherRegion });
    return {
      registry,
      objects: new ListedObjects({ client: clients.s3, buckets }),
      audit,
      anchor: new S3Anchor({ client: other, bucket: names.bucket('audit', otherRegion) }),
      tables: new OperatorTables({ client: clients.glue, database: names.database(), bucket: lake }),
      clock: () => new Date(),
      newId: makeNewId(),
      directory: async () =>
        new CognitoDirectory({
          client: clients.cognito,
          userPoolId: await userPoolOf(clients.cognito, names.of('people')),
        }),
      close: async () => {
        await audit.close();
        other.destroy();
        destroy();
      },
    };
  } catch (error) {
    destroy();
    throw error;
  }
}

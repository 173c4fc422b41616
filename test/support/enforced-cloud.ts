import { randomInt, randomUUID } from 'node:crypto';
import { AthenaClient } from '@aws-sdk/client-athena';
import {
  CreateDatabaseCommand,
  CreateTableCommand,
  GlueClient,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  LakeFormationClient,
  ListPermissionsCommand,
  type PrincipalResourcePermissions,
  PutDataLakeSettingsCommand,
} from '@aws-sdk/client-lakeformation';
import { ProfileEnforcer, type ProfileEnforcerOptions } from '#adapters/aws/profile-enforcer.ts';
import { LakeFormationProxy } from './lake-formation.ts';
import { motoClient, OTHER_REGION, REGION } from './moto.ts';

export const REGIONS = [REGION, OTHER_REGION] as const;
export const BYTES_LIMIT = 50_000_000_000;
export const KNOWN = 'arn:aws:iam::123456789012:role/safestats-ingest';

/** An account with a catalogue in two regions, in which no profile is in force yet. */
export type EnforcedCloud = {
  readonly proxy: LakeFormationProxy;
  readonly enforcer: ProfileEnforcer;
  readonly options: ProfileEnforcerOptions;
  readonly iam: IAMClient;
  /** Clients that pass the proxy by, by region. */
  readonly behind: Readonly<
    Record<string, { readonly lakeformation: LakeFormationClient; readonly athena: AthenaClient }>
  >;
  /** Pauses that were made, in milliseconds. */
  readonly pauses: number[];
  /** Adds a table to the catalogue, or gives it other columns. */
  readonly putTable: (name: string, columns: readonly string[]) => Promise<void>;
  /** Every grant of a region. */
  readonly grants: (region: string) => Promise<readonly PrincipalResourcePermissions[]>;
  readonly roleArn: (id: string) => string;
  readonly close: () => Promise<void>;
};

/** Makes one under names of its own, so that nothing of other tests is seen. */
export async function openEnforcedCloud(): Promise<EnforcedCloud> {
  const proxy = new LakeFormationProxy();
  await proxy.start();
  const mark = randomUUID().slice(0, 8);
  const catalogId = String(randomInt(100_000_000_000, 999_999_999_999));
  const iam = new IAMClient(proxy.client('us-east-1'));
  const database = `safestats_${mark}`;
  const regions = REGIONS.map((region) => ({
    region,
    lakeformation: new LakeFormationClient(proxy.client(region)),
    athena: new AthenaClient(proxy.client(region)),
    glue: new GlueClient(proxy.client(region)),
    resultsKeyArn: `arn:aws:kms:${region}:123456789012:key/mrk-1`,
  }));
  const behind = Object.fromEntries(
    REGIONS.map((region) => [
      region,
      {
        lakeformation: new LakeFormationClient(motoClient(region)),
        athena: new AthenaClient(motoClient(region)),
        glue: new GlueClient(motoClient(region)),
      },
    ]),
  );
  for (const { lakeformation, glue } of Object.values(behind)) {
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
    await lakeformation.send(
      new PutDataLakeSettingsCommand({
        CatalogId: catalogId,
        DataLakeSettings: { CreateDatabaseDefaultPermissions: [], CreateTableDefaultPermissions: [] },
      }),
    );
  }
  const pauses: number[] = [];
  const options: ProfileEnforcerOptions = {
    iam,
    regions,
    catalogId,
    database,
    roleArnPrefix: `arn:aws:iam::123456789012:role/safestats/profile/${mark}-p-`,
    workgroupPrefix: `${mark}-`,
    boundaryArn: await makePolicy(iam, `${mark}-boundary`),
    policyArn: await makePolicy(iam, `${mark}-query`),
    queryRoleArns: ['arn:aws:iam::123456789012:role/safestats-api-explore'],
    knownPrincipals: [KNOWN],
    bytesScannedLimit: BYTES_LIMIT,
    pause: async (ms) => {
      pauses.push(ms);
    },
  };
  proxy.calls.length = 0;
  const tables = new Set<string>();
  return {
    proxy,
    options,
    enforcer: new ProfileEnforcer(options),
    iam: new IAMClient(motoClient('us-east-1')),
    behind,
    pauses,
    putTable: async (name, columns) => {
      const TableInput = {
        Name: name,
        PartitionKeys: [{ Name: 'period', Type: 'string' }],
        StorageDescriptor: { Columns: columns.map((Name) => ({ Name, Type: 'string' })) },
      };
      const input = { DatabaseName: database, TableInput };
      for (const { glue } of Object.values(behind))
        if (tables.has(name)) await glue.send(new UpdateTableCommand(input));
        else await glue.send(new CreateTableCommand(input));
      tables.add(name);
    },
    grants: async (region) => {
      const command = new ListPermissionsCommand({ CatalogId: catalogId });
      const found = await behind[region]?.lakeformation.send(command);
      return found?.PrincipalResourcePermissions ?? [];
    },
    roleArn: (id) => `${options.roleArnPrefix}${id}`,
    close: async () => {
      for (const { lakeformation, athena, glue } of [...regions, ...Object.values(behind)])
        for (const client of [lakeformation, athena, glue]) client.destroy();
      iam.destroy();
      await proxy.close();
    },
  };
}

async function makePolicy(iam: IAMClient, PolicyName: string): Promise<string> {
  const nothing = { Effect: 'Allow', Action: 'athena:GetQueryExecution', Resource: '*' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [nothing] });
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
  return Policy?.Arn ?? '';
}

import { AthenaClient } from '@aws-sdk/client-athena';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import type * as z from 'zod';
import { AthenaEngine } from '#adapters/aws/athena-engine.ts';
import { DynamoRegistry } from '#adapters/aws/dynamo-registry.ts';
import { GlueTables } from '#adapters/aws/glue-tables.ts';
import { IMPATIENT } from '#adapters/aws/impatient.ts';
import { KnownPartitions } from '#adapters/aws/known-partitions.ts';
import { S3Anchor } from '#adapters/aws/s3-anchor.ts';
import { S3ObjectStore } from '#adapters/aws/s3-objects.ts';
import { TablesOfRegions } from '#adapters/aws/tables-of-regions.ts';
import { withOtherAudit } from '#adapters/aws/two-region-audit.ts';
import { RegistryAuditLog } from '#app/audit/log.ts';
import { makeNewId } from '#app/new-id.ts';
import type { Platform } from '#app/ports.ts';
import type { EngineEnvironment, StoreEnvironment } from './environment.ts';
import { log } from './log.ts';

/** Registry, objects and audit of the region that the function runs in. */
export function openStore(environment: z.output<typeof StoreEnvironment>): Omit<Platform, 'engine'> {
  const registry = new DynamoRegistry({
    client: new DynamoDBClient(),
    table: environment.SAFESTATS_TABLE,
  });
  const buckets = {
    lake: environment.SAFESTATS_LAKE_BUCKET,
    ingest: environment.SAFESTATS_INGEST_BUCKET,
    exports: environment.SAFESTATS_EXPORTS_BUCKET,
    audit: environment.SAFESTATS_AUDIT_BUCKET,
  };
  const region = environment.SAFESTATS_REGION;
  const client = new S3Client();
  const other = {
    client: new S3Client({ region: environment.SAFESTATS_ANCHOR_REGION, ...IMPATIENT }),
    bucket: environment.SAFESTATS_ANCHOR_BUCKET,
    region: environment.SAFESTATS_ANCHOR_REGION,
  };
  const clock = () => new Date();
  return {
    region,
    registry,
    objects: withOtherAudit(new S3ObjectStore({ client, buckets }), other),
    audit: new RegistryAuditLog(registry, clock, region),
    anchor: new S3Anchor({
      client: new S3Client({ region: other.region }),
      bucket: other.bucket,
      here: { client, bucket: buckets.audit, region },
    }),
    clock,
    newId: makeNewId(),
  };
}

/** The same with the engine, which asks as the profile that a question is asked under, and the tables that it reads. */
export function openPlatform(environment: z.output<typeof EngineEnvironment>): Platform {
  const store = openStore(environment);
  const database = environment.SAFESTATS_DATABASE;
  const known = new KnownPartitions(store.registry, environment.SAFESTATS_REGION);
  return {
    ...store,
    enforcesProfiles: true,
    tables: new TablesOfRegions({
      here: new GlueTables({
        client: new GlueClient(),
        database,
        bucket: environment.SAFESTATS_LAKE_BUCKET,
        known,
      }),
      there: new GlueTables({
        client: new GlueClient({ region: environment.SAFESTATS_ANCHOR_REGION, ...IMPATIENT }),
        database,
        bucket: environment.SAFESTATS_OTHER_LAKE_BUCKET,
      }),
      onFailure: (dataset, error) =>
        log({
          level: 'warn',
          message: 'a table could not be made in the other region, which will make it itself',
          dataset,
          error: String(error),
        }),
    }),
    engine: new AthenaEngine({
      sts: new STSClient(),
      athena: (credentials) => new AthenaClient({ credentials }),
      registry: store.registry,
      files: store.objects,
      known,
      database,
      profileRolePrefix: environment.SAFESTATS_PROFILE_ROLE_PREFIX,
      workgroupPrefix: environment.SAFESTATS_WORKGROUP_PREFIX,
      clock: store.clock,
    }),
  };
}

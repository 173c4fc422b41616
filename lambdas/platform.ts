import { AthenaClient } from '@aws-sdk/client-athena';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { monotonicFactory } from 'ulid';
import type * as z from 'zod';
import { DynamoRegistry } from '#adapters/aws/dynamo-registry.ts';
import { S3Anchor } from '#adapters/aws/s3-anchor.ts';
import { S3ObjectStore } from '#adapters/aws/s3-objects.ts';
import { RegistryAuditLog } from '#app/audit/log.ts';
import type { Platform } from '#app/ports.ts';
import type { EngineEnvironment, StoreEnvironment } from './environment.ts';

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
  const newUlid = monotonicFactory();
  return {
    registry,
    objects: new S3ObjectStore({ client: new S3Client(), buckets }),
    audit: new RegistryAuditLog(registry),
    anchor: new S3Anchor({
      client: new S3Client({ region: environment.SAFESTATS_ANCHOR_REGION }),
      bucket: environment.SAFESTATS_ANCHOR_BUCKET,
    }),
    clock: () => new Date(),
    newId: () => newUlid(),
  };
}

import { AthenaClient } from '@aws-sdk/client-athena';
import { GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { isNamed } from '#adapters/aws/error-name.ts';
import type { Platform } from '#app/ports.ts';
import type { EnvironmentName } from '#infra/environments.ts';
import type { Names } from '#infra/names.ts';
import type { AwsCli } from './aws-cli.ts';

/** What probes ask of AWS in one region. */
export type RegionClients = {
  readonly s3: S3Client;
  readonly glue: GlueClient;
  readonly lakeformation: LakeFormationClient;
  readonly athena: AthenaClient;
  readonly sqs: SQSClient;
};

/** A deployment, looked at with the operator's own credentials. */
export type Cloud = Pick<Platform, 'registry' | 'objects'> & {
  readonly env: EnvironmentName;
  readonly account: string;
  readonly names: Names;
  /** The primary region, and the second. */
  readonly regions: readonly [primary: string, second: string];
  in(region: string): RegionClients;
  readonly aws: AwsCli;
};

/** Whether S3 refuses somebody; a refusal without a body is told by its status. */
export function isDenied(error: unknown): boolean {
  return isNamed(error, 'AccessDenied') || isNamed(error, 'Forbidden');
}

/** Clients of regions, made when they are first asked for. */
export class ClientsOfRegions {
  readonly #made = new Map<string, RegionClients>();

  in(region: string): RegionClients {
    const known = this.#made.get(region);
    if (known !== undefined) return known;
    const made = {
      s3: new S3Client({ region }),
      glue: new GlueClient({ region }),
      lakeformation: new LakeFormationClient({ region }),
      athena: new AthenaClient({ region }),
      sqs: new SQSClient({ region }),
    };
    this.#made.set(region, made);
    return made;
  }

  close(): void {
    for (const clients of this.#made.values()) for (const client of Object.values(clients)) client.destroy();
  }
}

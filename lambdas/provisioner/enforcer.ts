import { AthenaClient } from '@aws-sdk/client-athena';
import { GlueClient } from '@aws-sdk/client-glue';
import { IAMClient } from '@aws-sdk/client-iam';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import type * as z from 'zod';
import { type EnforcedRegion, ProfileEnforcer } from '#adapters/aws/profile-enforcer.ts';
import type { ProvisionerEnvironment } from '../environment.ts';

/** Puts profiles in force in every region that the environment names. */
export function openEnforcer(environment: z.output<typeof ProvisionerEnvironment>): ProfileEnforcer {
  const boundaryArn = environment.SAFESTATS_PROFILE_BOUNDARY_ARN;
  const keyArn = environment.SAFESTATS_RESULTS_KEY_ARN;
  const here = part(keyArn, 3);
  return new ProfileEnforcer({
    iam: new IAMClient(),
    regions: environment.SAFESTATS_ENFORCED_REGIONS.split(',').map((region) =>
      regionOf(region, keyArn.replace(`:${here}:`, `:${region}:`)),
    ),
    catalogId: part(boundaryArn, 4),
    database: environment.SAFESTATS_DATABASE,
    roleArnPrefix: environment.SAFESTATS_PROFILE_ROLE_PREFIX,
    workgroupPrefix: environment.SAFESTATS_WORKGROUP_PREFIX,
    boundaryArn,
    policyArn: environment.SAFESTATS_PROFILE_POLICY_ARN,
    queryRoleArns: environment.SAFESTATS_QUERY_ROLE_ARNS.split(','),
    knownPrincipals: environment.SAFESTATS_LAKE_PRINCIPAL_ARNS.split(','),
    bytesScannedLimit: Number(environment.SAFESTATS_BYTES_SCANNED_LIMIT),
  });
}

function regionOf(region: string, resultsKeyArn: string): EnforcedRegion {
  return {
    region,
    lakeformation: new LakeFormationClient({ region }),
    athena: new AthenaClient({ region }),
    glue: new GlueClient({ region }),
    resultsKeyArn,
  };
}

/** A part of an ARN by its place: 3 = region, 4 = account. */
function part(arn: string, place: 3 | 4): string {
  const found = arn.split(':')[place];
  if (found === undefined || found === '') throw new Error('an ARN of the environment is none');
  return found;
}

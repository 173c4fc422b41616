import {
  type CognitoIdentityProviderClient,
  paginateListUserPools,
} from '@aws-sdk/client-cognito-identity-provider';
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HeadBucketCommand, paginateListBuckets, type S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { awsFault } from '#adapters/aws/aws-fault.ts';
import { isNamed } from '#adapters/aws/error-name.ts';
import { AppError } from '#core/model/error.ts';
import type { Names } from '#infra/names.ts';
import type { DeploymentPlace } from './place.ts';

const AGAIN = 'deploy it whole with npm run deploy';

/** The account of the credentials that are here. Fails with UNAUTHENTICATED when there are none that hold. */
export async function accountOf(client: STSClient): Promise<string> {
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand());
    if (Account !== undefined) return Account;
  } catch (error) {
    const cause = awsFault(error);
    if (cause instanceof AppError) throw cause;
    throw noCredentials(cause);
  }
  throw noCredentials();
}

/** The other region of a deployment. Fails with NOT_FOUND when it is not in this account and region. */
export async function otherRegionOf(
  client: S3Client,
  names: Names,
  { env, region }: DeploymentPlace,
): Promise<string> {
  const begin = names.bucket('audit', '');
  const regions: string[] = [];
  for await (const { Buckets = [] } of paginateListBuckets({ client }, { Prefix: begin }))
    for (const { Name = '' } of Buckets) if (Name.startsWith(begin)) regions.push(Name.slice(begin.length));
  if (!regions.includes(region))
    throw new AppError(
      'NOT_FOUND',
      `there is no deployment ${env} in ${region} of this account: use the credentials of its account, name its region with --region, or deploy it first with npm run deploy`,
    );
  const other = regions.find((one) => one !== region);
  if (other === undefined)
    throw new AppError('NOT_FOUND', `the deployment ${env} has no second region yet: ${AGAIN}`);
  return other;
}

/** Makes sure that the registry is there. Fails with NOT_FOUND. */
export async function requireTable(client: DynamoDBClient, name: string): Promise<void> {
  if (!(await hasTable(client, name)))
    throw new AppError('NOT_FOUND', `the deployment has no registry yet: ${AGAIN}`);
}

/** Whether there is a table of this name. */
export async function hasTable(client: DynamoDBClient, TableName: string): Promise<boolean> {
  try {
    await client.send(new DescribeTableCommand({ TableName }));
    return true;
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return false;
    throw awsFault(error);
  }
}

/** Makes sure that the bucket of records is there. Fails with NOT_FOUND. */
export async function requireLake(client: S3Client, Bucket: string): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket }));
  } catch (error) {
    if (!isNamed(error, 'NotFound')) throw awsFault(error);
    throw new AppError('NOT_FOUND', `the deployment has no bucket for records here: ${AGAIN}`);
  }
}

/** The id of the user pool of this name. Fails with NOT_FOUND. */
export async function userPoolOf(client: CognitoIdentityProviderClient, name: string): Promise<string> {
  for await (const { UserPools = [] } of paginateListUserPools({ client }, { MaxResults: 60 }))
    for (const { Name, Id } of UserPools) if (Name === name && Id !== undefined) return Id;
  throw new AppError(
    'NOT_FOUND',
    `the deployment has no user pool here: name its primary region with --region, or ${AGAIN}`,
  );
}

function noCredentials(cause?: unknown): AppError {
  return new AppError(
    'UNAUTHENTICATED',
    'there are no AWS credentials here, or they have expired: sign in (for example with aws sso login) and try again',
    { cause },
  );
}

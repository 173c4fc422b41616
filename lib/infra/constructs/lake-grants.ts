import { CfnPrincipalPermissions } from 'aws-cdk-lib/aws-lakeformation';
import { Construct } from 'constructs';
import type { FunctionName } from '#lambdas/functions.ts';
import type { Place } from '../place.ts';

/** Where the records of a region lie that Lake Formation governs. */
export function recordsLocation({ names, region }: Place): string {
  return `${names.bucketArn('lake', region)}/lake`;
}

/** What the role of a function is granted in Lake Formation. */
export type LakeGrant =
  | {
      readonly on: 'database' | 'default database';
      readonly permission: 'DESCRIBE' | 'CREATE_TABLE' | 'ALTER';
    }
  | { readonly on: 'tables'; readonly permission: 'DESCRIBE' | 'SELECT' | 'ALTER' }
  | { readonly on: 'location'; readonly permission: 'DATA_LOCATION_ACCESS' };

/** What makes and amends tables needs, where records lie. */
export const KEEPS_TABLES: readonly LakeGrant[] = [
  { on: 'database', permission: 'DESCRIBE' },
  { on: 'database', permission: 'CREATE_TABLE' },
  { on: 'tables', permission: 'DESCRIBE' },
  { on: 'tables', permission: 'ALTER' },
  { on: 'location', permission: 'DATA_LOCATION_ACCESS' },
];

/** Grants to the role of one function, one permission each, because several in one resource have failed to be updated. */
export class LakeGrants extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly place: Place;
      readonly to: FunctionName;
      /** Of the role: that of the place unless it is the namesake in the other region. */
      readonly region?: string;
      readonly grants: readonly LakeGrant[];
      /** Whether it may hand on what it has. */
      readonly grantable: boolean;
    },
  ) {
    super(scope, id);
    const { place, to, grants, grantable, region = place.region } = props;
    for (const grant of grants)
      new CfnPrincipalPermissions(this, `${grant.on}-${grant.permission}`, {
        principal: { dataLakePrincipalIdentifier: place.names.roleArn(to, region) },
        resource: resourceOf(grant, place),
        permissions: [grant.permission],
        permissionsWithGrantOption: grantable ? [grant.permission] : [],
      });
  }
}

function resourceOf(grant: LakeGrant, place: Place): CfnPrincipalPermissions.ResourceProperty {
  const { names, settings } = place;
  const catalogId = settings.account;
  switch (grant.on) {
    case 'database':
      return { database: { catalogId, name: names.database() } };
    case 'default database':
      return { database: { catalogId, name: 'default' } };
    case 'tables':
      return { table: { catalogId, databaseName: names.database(), tableWildcard: {} } };
    case 'location':
      return { dataLocation: { catalogId, resourceArn: recordsLocation(place) } };
  }
}

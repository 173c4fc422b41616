import type { Construct } from 'constructs';
import { KEEPS_TABLES, type LakeGrant, LakeGrants } from '../constructs/lake-grants.ts';
import { type Place, PlacedStack } from '../place.ts';

const HANDED_ON: readonly LakeGrant[] = [
  { on: 'database', permission: 'DESCRIBE' },
  { on: 'default database', permission: 'DESCRIBE' },
  { on: 'tables', permission: 'DESCRIBE' },
  { on: 'tables', permission: 'SELECT' },
];

/** Functions that make tables, in both regions at once. */
const MAKERS = ['ingest', 'geography', 'api-admin'] as const;

/**
 * What the provisioners of both regions may hand on to profiles in one, and what makes tables from the other; after both are
 * there, as grants name roles.
 */
export class GrantsStack extends PlacedStack {
  constructor(scope: Construct, place: Place) {
    super(scope, 'grants', place, {
      stateful: false,
      description: 'SafeStats: grants to roles of both regions',
    });
    for (const region of [place.region, place.otherRegion])
      new LakeGrants(this, `Provisioner-${region}`, {
        place,
        to: 'provisioner',
        region,
        grants: HANDED_ON,
        grantable: true,
      });
    for (const to of MAKERS)
      new LakeGrants(this, `Elsewhere-${to}`, {
        place,
        to,
        region: place.otherRegion,
        grants: KEEPS_TABLES,
        grantable: false,
      });
  }
}

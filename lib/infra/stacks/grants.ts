import type { Construct } from 'constructs';
import { type LakeGrant, LakeGrants } from '../constructs/lake-grants.ts';
import { type Place, PlacedStack } from '../place.ts';

const HANDED_ON: readonly LakeGrant[] = [
  { on: 'database', permission: 'DESCRIBE' },
  { on: 'default database', permission: 'DESCRIBE' },
  { on: 'tables', permission: 'DESCRIBE' },
  { on: 'tables', permission: 'SELECT' },
];

/** What the provisioners of both regions may hand on to profiles in one; after both are there, as grants name roles. */
export class GrantsStack extends PlacedStack {
  constructor(scope: Construct, place: Place) {
    super(scope, 'grants', place, { stateful: false, description: 'SafeStats: grants of the provisioner' });
    for (const region of [place.region, place.otherRegion])
      new LakeGrants(this, `Provisioner-${region}`, {
        place,
        to: 'provisioner',
        region,
        grants: HANDED_ON,
        grantable: true,
      });
  }
}

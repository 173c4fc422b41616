import type * as z from 'zod';
import type { EngineEnvironment, StoreEnvironment } from '#lambdas/environment.ts';
import { WORKGROUP_PREFIX } from '../names.ts';
import type { Place } from '../place.ts';

/** Where the data of a region is, as its functions are told. */
export function storeVariables({ names, region, otherRegion }: Place): z.input<typeof StoreEnvironment> {
  return {
    SAFESTATS_REGION: region,
    SAFESTATS_TABLE: names.table(),
    SAFESTATS_LAKE_BUCKET: names.bucket('lake', region),
    SAFESTATS_INGEST_BUCKET: names.bucket('ingest', region),
    SAFESTATS_EXPORTS_BUCKET: names.bucket('exports', region),
    SAFESTATS_AUDIT_BUCKET: names.bucket('audit', region),
    SAFESTATS_ANCHOR_BUCKET: names.bucket('audit', otherRegion),
    SAFESTATS_ANCHOR_REGION: otherRegion,
  };
}

/** These, and where statements run. */
export function engineVariables(place: Place): z.input<typeof EngineEnvironment> {
  return {
    ...storeVariables(place),
    SAFESTATS_DATABASE: place.names.database(),
    SAFESTATS_OTHER_LAKE_BUCKET: place.names.bucket('lake', place.otherRegion),
    SAFESTATS_PROFILE_ROLE_PREFIX: place.names.profileRolePrefix(),
    SAFESTATS_WORKGROUP_PREFIX: WORKGROUP_PREFIX,
  };
}

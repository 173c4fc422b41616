declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Agency and kind, `mps-crime`: lower case letters, digits and hyphens. */
export type DatasetId = string;
/** A person's subject identifier, as the identity provider issues it. */
export type UserId = Branded<string, 'UserId'>;
/** A ulid: 26 characters whose order is the order of creation. */
export type ManifestId = Branded<string, 'ManifestId'>;
/** A ulid naming one immutable write of one period of one dataset (`v=` in object keys). */
export type VersionId = Branded<string, 'VersionId'>;
/** A profile's identifier, `borough-counts`: lower case letters, digits and hyphens; never used again. */
export type ProfileId = string;
/** `metropolitan-police`: lower case letters, digits and hyphens. */
export type OrganisationId = string;
export type QueryId = Branded<string, 'QueryId'>;
export type DownloadId = Branded<string, 'DownloadId'>;
export type ExecutionId = Branded<string, 'ExecutionId'>;

/** Makes a branded id of a string whose origin is trusted (the registry, a ulid factory, a checked path segment). */
export function brandId<Id extends string>(value: string): Id {
  return value as Id;
}

/**
 * Where in a `record_id` the delivery number stands: the id is `deliveryNumber * 2^32 + sourceRow`.
 * Delivery numbers stay under 2^21, so that an id is exact in a double as well.
 */
export const ROWS_PER_DELIVERY = 2 ** 32;

import * as z from 'zod';

const name = z.string().min(1);
const url = z.string().regex(/^https?:\/\/\S+$/);

/** What every function knows: where the product's data is. */
export const StoreEnvironment = z.object({
  /** Where the function is: names the chain of the audit that it records in. */
  SAFESTATS_REGION: name,
  /** The registry. */
  SAFESTATS_TABLE: name,
  SAFESTATS_LAKE_BUCKET: name,
  SAFESTATS_INGEST_BUCKET: name,
  SAFESTATS_EXPORTS_BUCKET: name,
  SAFESTATS_AUDIT_BUCKET: name,
  /** The audit of the other region, which gets each head of this one's chain. */
  SAFESTATS_ANCHOR_BUCKET: name,
  SAFESTATS_ANCHOR_REGION: name,
});

/** Where statements run, and as whom. */
export const EngineEnvironment = StoreEnvironment.extend({
  /** Of Glue. */
  SAFESTATS_DATABASE: name,
  /** Where records lie in the other region, whose catalogue has the same tables. */
  SAFESTATS_OTHER_LAKE_BUCKET: name,
  /** `arn:aws:iam::<account>:role/safestats/profile/ss-p-`, followed by the id of a profile. */
  SAFESTATS_PROFILE_ROLE_PREFIX: name,
  /** `ss-`, followed by the id of a profile. */
  SAFESTATS_WORKGROUP_PREFIX: name,
});

/** Who may call, and where the site is. */
export const ApiEnvironment = EngineEnvironment.extend({
  /** Of access tokens: the user pool. */
  SAFESTATS_ISSUER: url,
  SAFESTATS_CLIENT_ID: name,
  /** `https://safestats.example.org` */
  SAFESTATS_SITE_ORIGIN: url,
  SAFESTATS_USER_POOL_ID: name,
  SAFESTATS_DELIVERY_QUEUE_URL: url,
  /** Where downloads wait for their file to be written; a standard queue. */
  SAFESTATS_DOWNLOAD_QUEUE_URL: url,
});

/** Processes deliveries, and keeps the catalogue in step. */
export const IngestEnvironment = EngineEnvironment.extend({
  SAFESTATS_DELIVERY_QUEUE_URL: url,
  /** Where uploaded boundaries wait to be imported; a standard queue. */
  SAFESTATS_GEOGRAPHY_QUEUE_URL: url,
});

/** Does what is due now and then. */
export const HousekeepingEnvironment = EngineEnvironment.extend({
  /** Is told again what it could not be told of an account. */
  SAFESTATS_USER_POOL_ID: name,
});

/** Puts profiles in force. */
export const ProvisionerEnvironment = EngineEnvironment.extend({
  SAFESTATS_PROFILE_BOUNDARY_ARN: name,
  SAFESTATS_PROFILE_POLICY_ARN: name,
  /** The roles that may assume the role of a profile, separated by commas. */
  SAFESTATS_QUERY_ROLE_ARNS: name,
  /** Of the key in this function's region; in the others it has the same id. */
  SAFESTATS_RESULTS_KEY_ARN: name,
  /** Where profiles are put in force, separated by commas. */
  SAFESTATS_ENFORCED_REGIONS: name,
  /** Principals of Lake Formation besides the roles of profiles, separated by commas: any other is reported. */
  SAFESTATS_LAKE_PRINCIPAL_ARNS: name,
  SAFESTATS_BYTES_SCANNED_LIMIT: z.string().regex(/^\d+$/),
});

/** Answers the triggers of the user pool. */
export const IdentityEnvironment = StoreEnvironment.extend({
  /**
   * JSON: name of each federated provider → the e-mail domains whose people it may sign in. A provider that is not named
   * brings nobody in.
   */
  SAFESTATS_PROVIDER_DOMAINS: name,
});

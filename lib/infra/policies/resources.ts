import type { Place } from '../place.ts';
import type { KeyArns } from '../stacks/keys.ts';

/** What a function may be allowed to touch, besides what the provisioner has of its own. */
export type ResourceName =
  | 'registry'
  | 'lake'
  | 'lake/manifests'
  | 'lake/boundaries'
  | 'lake/tables'
  | 'lake/imports'
  | 'lake/records'
  | 'ingest'
  | 'ingest/uploads'
  | 'ingest/arrivals'
  | 'ingest/drops'
  | 'ingest/received'
  | 'exports'
  | 'exports/files'
  | 'audit'
  | 'audit/objects'
  | 'anchor'
  | 'anchor/heads'
  | 'anchor/objects'
  | 'queue/deliveries'
  | 'queue/arrivals'
  | 'queue/downloads'
  | 'queue/geographies'
  | 'queue/provisioning'
  | 'catalogue'
  | 'catalogue/elsewhere'
  | 'profiles'
  | 'people'
  | 'key/data'
  | 'key/audit'
  | 'key/anchor'
  | 'key/operations'
  | 'stream'
  | 'anything';

/** What the ARNs of resources are made from; ids that AWS chooses come from stacks. */
export type ResourcePlace = {
  readonly place: Place;
  readonly keys: KeyArns;
  /** Of the copy in the other region. */
  readonly anchorKeyArn: string;
  readonly userPoolArn?: string;
  /** Of the registry; null where it is not followed. */
  readonly streamArn: string | null;
};

type Resource = {
  readonly arns: (at: ResourcePlace) => readonly string[];
  /** Why the part that is left open is no wider than what the function is for. */
  readonly open?: string;
};

const inBucket =
  (purpose: 'lake' | 'ingest' | 'exports' | 'audit', prefixes: readonly string[]) =>
  ({ place }: ResourcePlace) =>
    prefixes.map((prefix) => `${place.names.bucketArn(purpose, place.region)}/${prefix}*`);
const bucket =
  (purpose: 'lake' | 'ingest' | 'exports' | 'audit') =>
  ({ place }: ResourcePlace) => [place.names.bucketArn(purpose, place.region)];
const queue =
  (noun: string) =>
  ({ place }: ResourcePlace) => [place.names.queueArn(noun, place.region)];

/** ARNs by name. A name that leaves a part open says why. */
export const RESOURCES: Readonly<Record<ResourceName, Resource>> = {
  registry: { arns: ({ place }) => [place.names.tableArn(place.region)] },
  lake: { arns: bucket('lake') },
  'lake/manifests': {
    arns: inBucket('lake', ['manifest/']),
    open: 'manifests have the ids of publications as keys and hold no records',
  },
  'lake/boundaries': {
    arns: inBucket('lake', ['geography/']),
    open: 'boundaries are open data, keyed by level and vintage',
  },
  'lake/tables': {
    arns: inBucket('lake', ['reference/']),
    open: 'lookup tables and populations hold no records; they are keyed by name and version',
  },
  'lake/imports': {
    arns: inBucket('lake', ['geography-import/']),
    open: 'boundaries that wait for their import are keyed by a random id',
  },
  'lake/records': {
    arns: inBucket('lake', ['lake/', 'deliveries/']),
    open: 'files of records are keyed by dataset, year and version, which are not known beforehand; the policy of the bucket names who reads them',
  },
  ingest: { arns: bucket('ingest') },
  'ingest/uploads': {
    arns: inBucket('ingest', ['incoming/']),
    open: 'uploads are keyed by a random token',
  },
  'ingest/arrivals': {
    arns: inBucket('ingest', ['incoming/', 'ingest/']),
    open: 'files arrive under keys that their senders choose; the policy of the bucket refuses what was not scanned',
  },
  'ingest/drops': {
    arns: inBucket('ingest', ['ingest/']),
    open: 'a report is laid beside the file that it is of, under the key that the sender chose',
  },
  'ingest/received': {
    arns: inBucket('ingest', ['received/']),
    open: 'sources are keyed by dataset and delivery number',
  },
  exports: { arns: bucket('exports') },
  'exports/files': {
    arns: inBucket('exports', ['exports/']),
    open: 'downloads are keyed by person and download; the use case checks whose they are',
  },
  audit: { arns: bucket('audit') },
  'audit/objects': {
    arns: inBucket('audit', ['audit/']),
    open: 'sealed objects are keyed by day and number; Object Lock keeps them',
  },
  anchor: { arns: ({ place }) => [place.names.bucketArn('audit', place.otherRegion)] },
  'anchor/heads': {
    arns: ({ place }) => [`${place.names.bucketArn('audit', place.otherRegion)}/heads/*`],
    open: 'heads of the chain are keyed by number; Object Lock keeps them',
  },
  'anchor/objects': {
    arns: ({ place }) => {
      const bucket = place.names.bucketArn('audit', place.otherRegion);
      return [`${bucket}/audit/${place.otherRegion}/*`];
    },
    open: 'sealed objects of the other region are keyed by day and number; Object Lock keeps them',
  },
  'queue/deliveries': { arns: queue('deliveries.fifo') },
  'queue/arrivals': { arns: queue('arrivals') },
  'queue/downloads': { arns: queue('downloads') },
  'queue/geographies': { arns: queue('geographies') },
  'queue/provisioning': { arns: queue('provisioning-dead') },
  catalogue: {
    arns: ({ place }) => catalogueArns(place, place.region),
    open: 'a dataset, and with it a table of this database, is added at run time',
  },
  'catalogue/elsewhere': {
    arns: ({ place }) => catalogueArns(place, place.otherRegion),
    open: 'the other region has the same tables, made at the same time',
  },
  profiles: {
    arns: ({ place }) => [`${place.names.profileRolePrefix()}*`],
    open: 'a profile, and with it a role under this path, is added at run time; the trust of each role names who assumes it',
  },
  people: {
    arns: ({ userPoolArn }) => [known(userPoolArn, 'user pool')],
  },
  'key/data': { arns: ({ keys }) => [keys.data] },
  'key/audit': { arns: ({ keys }) => [keys.audit] },
  'key/anchor': { arns: ({ anchorKeyArn }) => [anchorKeyArn] },
  'key/operations': { arns: ({ keys }) => [keys.operations] },
  stream: { arns: ({ streamArn }) => (streamArn === null ? [] : [streamArn]) },
  anything: {
    arns: () => ['*'],
    open: 'AWS gives these actions no resource',
  },
};

function catalogueArns({ settings, names }: Place, region: string): readonly string[] {
  return ['catalog', `database/${names.database()}`, `table/${names.database()}/*`].map(
    (path) => `arn:aws:glue:${region}:${settings.account}:${path}`,
  );
}

function known(arn: string | undefined, what: string): string {
  if (arn === undefined)
    throw new Error(`a function is allowed to use the ${what}, which its stack does not know`);
  return arn;
}

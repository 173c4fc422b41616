import { audited } from '#app/audit/audited.ts';
import type { Caller } from '#app/caller.ts';
import { findDefinition } from '#app/dataset.ts';
import { countUse } from '#app/people/use-limit.ts';
import type { Platform, Registry } from '#app/ports.ts';
import { readManifest } from '#app/publication/manifest-store.ts';
import type { FrozenPins } from '#app/query/frozen-pins.ts';
import { readOwnQuery } from '#app/query/query-record.ts';
import { recheck } from '#app/query/recheck.ts';
import { parsedSpec } from '#app/query/settle.ts';
import { traceOf } from '#app/query/trace.ts';
import { AppError } from '#core/model/error.ts';
import type { ManifestId, OrganisationId, QueryId, UserId } from '#core/model/id.ts';
import { versionFolder } from '#core/model/manifest.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import { pinWrites } from './link-pins.ts';
import { disclosedTo } from './naming.ts';
import { type Owner, ownerOf } from './owner.ts';

const LIMIT = { what: 'links', most: 100, windowMs: 60 * 60_000 };

/** A table as it was: the question and what it was asked of. It gives nobody any right. */
export type Link = {
  readonly id: string;
  readonly owner: UserId;
  readonly organisation: OrganisationId;
  /** The query that it was made of. */
  readonly query: QueryId;
  readonly search: string;
  readonly spec: ParsedQuerySpec;
  readonly pins: FrozenPins;
  /** When the table was asked. */
  readonly askedAt: string;
  readonly createdAt: string;
};

/** One publication that a link shows; `kept` false: its files are gone, and the table cannot be shown as it was. */
export type LinkedPublication = {
  readonly dataset: string;
  readonly title: string;
  readonly publishedAt: string | null;
  readonly kept: boolean;
};

/** A link as somebody sees it who has its address. */
export type LinkView = {
  readonly id: string;
  readonly owner: Owner;
  readonly askedAt: string;
  /** Address state of the same question on the latest data, as far as the caller's profile can name it. */
  readonly search: string;
  readonly leftOut: boolean;
  /** Of the datasets that the caller's profile shows. */
  readonly publications: readonly LinkedPublication[];
};

const PARTITION = 'link';
/** Ties a person's query to the link that was made of it: asked twice, it is one link. */
const QUERY_PARTITION = 'link-of-query';

type Store = Pick<Platform, 'registry' | 'objects' | 'clock' | 'audit' | 'newId'>;

/**
 * A link to what one of the caller's own queries showed; the same query gives the same link. What it was asked of is kept
 * from now on. Fails with NOT_FOUND, TOO_MANY_REQUESTS, and as `recheck` does.
 */
export async function makeLink(
  platform: Store,
  caller: Caller,
  query: string,
  search: string,
): Promise<LinkView> {
  const { registry } = platform;
  const { value: record } = await readOwnQuery(platform, caller, query);
  await recheck(platform, caller, record);
  const known = await registry.get<{ readonly link: string }>(QUERY_PARTITION, record.id);
  if (known !== null) return showLink(platform, caller, known.value.link);
  await countUse(registry, platform.clock, { ...LIMIT, by: caller.user });
  const { manifests, vintages, definitions, lookups } = record;
  const link: Link = {
    id: platform.newId(),
    owner: caller.user,
    organisation: caller.organisation,
    query: record.id,
    search,
    spec: parsedSpec(record.spec),
    pins: { manifests, vintages, definitions, lookups },
    askedAt: record.createdAt,
    createdAt: platform.clock().toISOString(),
  };
  const { who: _who, organisation: _organisation, object: _object, ...facts } = traceOf(record);
  await audited(
    platform,
    caller,
    'administration',
    `link/${link.id}`,
    { change: 'link', query: record.id },
    () =>
      registry.transact([
        { kind: 'put', partition: PARTITION, sort: link.id, value: link, expected: 0 },
        { kind: 'put', partition: QUERY_PARTITION, sort: record.id, value: { link: link.id }, expected: 0 },
        ...pinWrites(manifests),
      ]),
    { ...facts, personal: { search, spec: link.spec } },
  );
  return showLink(platform, caller, link.id);
}

/** What a link shows, without its table. Fails with NOT_FOUND. */
export async function showLink(platform: Store, caller: Caller, id: string): Promise<LinkView> {
  const link = await getLink(platform.registry, id);
  const { search, spec, leftOut } = await disclosedTo(platform, caller, link);
  const shown = spec?.datasets ?? [];
  return {
    id,
    owner: await ownerOf(platform.registry, caller, link),
    askedAt: link.askedAt,
    search,
    leftOut,
    publications: await Promise.all(
      Object.entries(link.pins.manifests)
        .filter(([dataset]) => shown.includes(dataset))
        .map(([dataset, manifest]) => linkedPublication(platform, dataset, manifest)),
    ),
  };
}

/** Any link: whoever has its address may know of it. Fails with NOT_FOUND. */
export async function getLink(registry: Registry, id: string): Promise<Link> {
  const link = (await registry.get<Link>(PARTITION, id))?.value;
  if (link === undefined) throw new AppError('NOT_FOUND', 'there is no such link: ask whoever sent it');
  return link;
}

/** Whether every file of a publication is there, and when it was published. */
async function linkedPublication(
  platform: Pick<Platform, 'registry' | 'objects'>,
  dataset: string,
  id: ManifestId,
): Promise<LinkedPublication> {
  const [manifest, definition] = await Promise.all([
    readManifest(platform, dataset, id),
    findDefinition(platform, dataset),
  ]);
  const title = definition?.title ?? dataset;
  if (manifest === null) return { dataset, title, publishedAt: null, kept: false };
  const folders = await Promise.all(
    manifest.periods
      .filter(({ kind }) => kind === 'records')
      .map(async ({ kind, period, v, files }) => {
        const there = new Set(await platform.objects.list(`${versionFolder(dataset, kind, period, v)}/`));
        return files.every(({ key }) => there.has(key));
      }),
  );
  return { dataset, title, publishedAt: manifest.createdAt, kept: folders.every((isThere) => isThere) };
}

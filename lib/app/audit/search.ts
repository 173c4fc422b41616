import * as z from 'zod';
import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { readCursor, writeCursor } from '#app/cursor.ts';
import { findDefinition } from '#app/dataset.ts';
import { findOrganisation, findUser } from '#app/people.ts';
import type { Platform } from '#app/ports.ts';
import { audited } from './audited.ts';
import { entriesBackwards, type FoundEntry } from './entry.ts';
import { type AuditFilter, isWanted, mayHold, resolveFilter } from './filter.ts';
import { type NamedEntry, Names } from './names.ts';
import { type Period, periodOf } from './period.ts';

const PAGE = 50;
const TRAIL_DAYS = 366;
/** Entries that are looked at for one page; one that finds less in them is short, and goes on from there. */
const MOST_LOOKED_AT = 20_000;

export type EntryPage = { readonly items: readonly NamedEntry[]; readonly nextCursor: string | null };
export type SearchSpec = AuditFilter & {
  readonly from?: string;
  readonly to?: string;
  readonly cursor?: string;
};
const PlaceSchema = z.object({ at: z.string(), shard: z.string(), sequence: z.int() });
type Place = z.infer<typeof PlaceSchema>;
type Store = Pick<Platform, 'registry' | 'objects' | 'clock' | 'region'>;

/**
 * Effects that fit a search, newest first; those of the last 31 days unless it says otherwise. The search is an entry of
 * the audit itself. Fails with FORBIDDEN, or SPEC_INVALID for a time or cursor that is none.
 */
export async function searchAudit(
  platform: Store & Pick<Platform, 'audit' | 'newId'>,
  caller: Caller,
  spec: SearchSpec,
): Promise<EntryPage> {
  authorise(caller, 'read-audit');
  const { cursor, from, to, ...asked } = spec;
  const filter = await resolveFilter(platform.registry, asked);
  const period = periodOf(platform.clock(), from, to);
  const place = cursor === undefined ? null : readCursor(PlaceSchema, cursor);
  const { clear, personal } = await partTyped(platform, filter);
  return audited(
    platform,
    caller,
    'audit-read',
    'audit/search',
    { ...clear, ...period },
    () => pageOf(platform, filter, period, place),
    personal === null ? {} : { personal },
    ({ items }) => ({ rows: items.length }),
  );
}

/** What a search names that is known, and whatever else was typed: that could name a person. */
async function partTyped(
  platform: Store,
  { who, organisation, dataset, object, ...clear }: AuditFilter,
): Promise<{ readonly clear: AuditFilter; readonly personal: AuditFilter | null }> {
  const { registry } = platform;
  const [person, organisations, definition] = await Promise.all([
    who === undefined ? null : findUser(registry, who),
    organisation === undefined ? null : findOrganisation(registry, organisation),
    dataset === undefined ? null : findDefinition(platform, dataset),
  ]);
  const typed = {
    ...(who === undefined || person !== null ? {} : { who }),
    ...(organisation === undefined || organisations !== null ? {} : { organisation }),
    ...(dataset === undefined || definition !== null ? {} : { dataset }),
    ...(object === undefined ? {} : { object }),
  };
  return {
    clear: {
      ...clear,
      ...(person === null ? {} : { who: person.id }),
      ...(organisations === null ? {} : { organisation: organisations.id }),
      ...(definition === null ? {} : { dataset: definition.id }),
    },
    personal: Object.keys(typed).length === 0 ? null : typed,
  };
}

/** What a person has done themselves, newest first, whatever their role. */
export async function ownTrail(
  platform: Store & Pick<Platform, 'audit' | 'newId'>,
  caller: Caller,
  cursor: string | undefined,
): Promise<EntryPage> {
  const place = cursor === undefined ? null : readCursor(PlaceSchema, cursor);
  const period = periodOf(platform.clock(), undefined, undefined, TRAIL_DAYS);
  return audited(
    platform,
    caller,
    'audit-read',
    `trail/${caller.user}`,
    {},
    () => pageOf(platform, { who: caller.user }, period, place),
    {},
    ({ items }) => ({ rows: items.length }),
  );
}

async function pageOf(
  platform: Store,
  filter: AuditFilter,
  period: Period,
  place: Place | null,
): Promise<EntryPage> {
  const to = place !== null && place.at < period.to ? place.at : period.to;
  const scan = { from: period.from, to, wants: mayHold(filter) };
  const found: FoundEntry[] = [];
  let lookedAt = 0;
  let last: FoundEntry | null = null;
  for await (const one of entriesBackwards(platform, scan)) {
    if (place !== null && !isBefore(one.intent, place)) continue;
    if (found.length === PAGE || lookedAt === MOST_LOOKED_AT) return named(platform, found, last);
    lookedAt += 1;
    last = one;
    if (isWanted(one.entry, filter)) found.push(one);
  }
  return named(platform, found, null);
}

async function named(
  { registry }: Store,
  found: readonly FoundEntry[],
  last: FoundEntry | null,
): Promise<EntryPage> {
  const names = new Names(registry);
  return {
    items: await Promise.all(found.map(({ entry }) => names.entry(entry))),
    nextCursor: last === null ? null : writeCursor(PlaceSchema.parse(last.intent)),
  };
}

function isBefore(event: Place, place: Place): boolean {
  if (event.at !== place.at) return event.at < place.at;
  if (event.shard !== place.shard) return event.shard < place.shard;
  return event.sequence < place.sequence;
}

import { enforcedRollups } from '#app/access/enforcement-store.ts';
import { profileVersion } from '#app/access/profile-store.ts';
import { findDefinition, getDefinitionVersion } from '#app/dataset.ts';
import { currentVintages, listGeographies, readAreas } from '#app/geography/store.ts';
import { currentLookups, loadLookups } from '#app/lookup/store.ts';
import type { Platform } from '#app/ports.ts';
import { readManifest, readPointer } from '#app/publication/manifest-store.ts';
import { readDenominator } from '#app/reference/denominator.ts';
import { localMonth } from '#core/access/local-day.ts';
import type { Profile } from '#core/access/profile.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { AppError } from '#core/model/error.ts';
import type { Level, Vintage } from '#core/model/geography.ts';
import type { DatasetId, ManifestId } from '#core/model/id.ts';
import type { Manifest } from '#core/model/manifest.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import type { Denominator } from '#core/query/denominator.ts';
import { type Places, placesOf } from '#core/query/places.ts';
import type { QueryContext } from '#core/query/resolve.ts';
import { viewFor } from '#core/view/view.ts';
import { memoryOf } from './memory.ts';
import type { AskedUnder } from './query-record.ts';

type Store = Pick<Platform, 'registry' | 'objects' | 'enforcesProfiles'>;

/** The publications and boundaries that a query is bound to, from its start to its last page. */
export type Pins = {
  readonly manifests: Readonly<Record<DatasetId, ManifestId>>;
  readonly vintages: Readonly<Record<Level, Vintage>>;
  /** Version of each dataset's definition. */
  readonly definitions: Readonly<Record<DatasetId, number>>;
  /** Write of each lookup table that those definitions join. */
  readonly lookups: Readonly<Record<string, string>>;
  /** The version of the profile that it is asked under; `preview`: looked through by somebody whose it is not. */
  readonly profile: AskedUnder;
  /** When it was asked, as an instant: what is relative to now is relative to it. */
  readonly createdAt: string;
};

/** What is current now, of the datasets that a spec names and of what the caller may see. */
export async function currentPins(
  platform: Store & Pick<Platform, 'clock'>,
  {
    profile,
    preview,
  }: { readonly profile: Pick<Profile, 'id' | 'version' | 'datasets'>; readonly preview: boolean },
  spec: ParsedQuerySpec,
): Promise<Pins> {
  const named = spec.datasets.filter((dataset) => profile.datasets[dataset] !== undefined);
  const definitions = (await Promise.all(named.map((dataset) => findDefinition(platform, dataset)))).flatMap(
    (definition) => (definition === null || definition.retired ? [] : [definition]),
  );
  const shown = definitions.map((definition) => definition.id);
  const joined = definitions.flatMap((definition) => definition.lookups.map(({ lookup }) => lookup));
  const [vintages, pointers, lookups] = await Promise.all([
    currentVintages(platform),
    Promise.all(shown.map((dataset) => readPointer(platform, dataset))),
    currentLookups(platform, joined),
  ]);
  const manifests: Record<DatasetId, ManifestId> = {};
  for (const [index, dataset] of shown.entries()) {
    const { pointer } = pointers[index] ?? { pointer: null };
    if (pointer !== null) manifests[dataset] = pointer.manifest;
  }
  const { id, version } = profile;
  return {
    manifests,
    vintages,
    definitions: Object.fromEntries(definitions.map((one) => [one.id, one.version])),
    lookups,
    profile: { id, version, preview },
    createdAt: platform.clock().toISOString(),
  };
}

/** Everything that a spec is resolved against, with the definitions of those of its datasets that are shown. */
export type LoadedContext = QueryContext & { readonly definitions: readonly DatasetDefinition[] };

/** Loads what a spec is resolved against. Fails with NOT_FOUND when a publication that is pinned is gone. */
export async function loadContext(
  platform: Store,
  spec: ParsedQuerySpec,
  pins: Pins,
): Promise<LoadedContext> {
  const [profile, rollups] = await Promise.all([
    loadProfile(platform, pins),
    enforcedRollups(platform, pins.profile.id),
  ]);
  const context = await contextUnder(platform, spec, pins, profile);
  return rollups === undefined ? context : { ...context, rollups };
}

/** The same under a profile that need not be stored. */
export async function contextUnder(
  platform: Store,
  spec: ParsedQuerySpec,
  pins: Pins,
  profile: Pick<Profile, 'datasets'>,
): Promise<LoadedContext> {
  const [manifests, places, denominators, lookups] = await Promise.all([
    loadManifests(platform, pins),
    loadPlaces(platform, pins.vintages),
    loadDenominators(platform, spec),
    loadLookups(platform, pins.lookups),
  ]);
  const shown = spec.datasets.filter((id) => profile.datasets[id] !== undefined);
  const definitions = await loadDefinitions(platform, shown, pins);
  const month = localMonth(new Date(pins.createdAt));
  const views = new Map(
    definitions.flatMap((definition) => {
      const access = profile.datasets[definition.id];
      return access === undefined
        ? []
        : [[definition.id, viewFor(definition, access, month, lookups)] as const];
    }),
  );
  return { views, manifests, places, denominators, definitions };
}

/**
 * Definitions of the datasets that exist, in the versions that are pinned: amendments of labels, codes and lookups hold
 * for what was published before them, and a field that the files do not have is unknown.
 */
async function loadDefinitions(
  platform: Store,
  asked: readonly DatasetId[],
  pins: Pins,
): Promise<readonly DatasetDefinition[]> {
  const { definitions } = memoryOf(platform);
  const loaded = await Promise.all(
    asked.map(async (id) => {
      const version = pins.definitions[id];
      if (version === undefined) return null;
      const key = `${id} ${version}`;
      const definition = definitions.get(key) ?? (await getDefinitionVersion(platform, id, version));
      definitions.set(key, definition);
      return definition;
    }),
  );
  return loaded.filter((definition) => definition !== null);
}

async function loadManifests(platform: Store, pins: Pins): Promise<ReadonlyMap<DatasetId, Manifest>> {
  const { manifests } = memoryOf(platform);
  const loaded = await Promise.all(
    Object.entries(pins.manifests).map(async ([dataset, id]) => {
      const manifest = manifests.get(id) ?? (await readManifest(platform, dataset, id));
      if (manifest === null)
        throw new AppError(
          'NOT_FOUND',
          `the publication of ${dataset} that was asked is gone; run the query again`,
        );
      manifests.set(id, manifest);
      return [dataset, manifest] as const;
    }),
  );
  return new Map(loaded);
}

async function loadProfile(platform: Store, { profile: { id, version } }: Pins): Promise<Profile> {
  const { profiles } = memoryOf(platform);
  const key = `${id} ${version}`;
  const profile = profiles.get(key) ?? (await profileVersion(platform.registry, id, version));
  profiles.set(key, profile);
  return profile;
}

async function loadPlaces(platform: Store, vintages: Pins['vintages']): Promise<Places> {
  const { geographies, places } = memoryOf(platform);
  const sets = await Promise.all(
    (await listGeographies(platform)).map(async (geography) => {
      const key = `${geography.level}/${geography.vintage}/${geography.hash}/${geography.importedAt}`;
      const known = geographies.get(key);
      if (known !== undefined) return known;
      const set = { geography, areas: await readAreas(platform, geography.level, geography.vintage) };
      geographies.set(key, set);
      return set;
    }),
  );
  const key = JSON.stringify([sets.map(({ geography }) => geography), vintages]);
  const made = places.get(key) ?? placesOf(sets, vintages);
  places.set(key, made);
  return made;
}

async function loadDenominators(
  platform: Store,
  spec: ParsedQuerySpec,
): Promise<ReadonlyMap<string, Denominator>> {
  const names = new Set(
    (spec.measures ?? []).flatMap((item) => ('denominator' in item ? [item.denominator] : [])),
  );
  const tables = await Promise.all([...names].map((name) => readDenominator(platform, name)));
  return new Map(tables.flatMap((table) => (table === null ? [] : [[table.name, table]])));
}

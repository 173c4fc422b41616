import { createHash } from 'node:crypto';
import { allItems } from '#app/every-item.ts';
import type { ObjectStore, Platform } from '#app/ports.ts';
import { type Boundaries, makeBoundaries } from '#core/geo/boundaries.ts';
import { AppError } from '#core/model/error.ts';
import type { Area, Geography, Level, Vintage } from '#core/model/geography.ts';
import type { ShapedArea } from './tools.ts';

/** Partition of the registry with one item per level and vintage, sorted `<level>/<vintage>`. */
export const GEOGRAPHY_PARTITION = 'geography';
/** Partition of the registry with the current vintage of each level. */
export const CURRENT_PARTITION = 'geography-current';

type Store = Pick<Platform, 'registry' | 'objects'>;

/** Object key of one of the files of a set of boundaries. `tiles.pmtiles` is there for more than 100 areas only. */
export function geographyKey(
  level: Level,
  vintage: Vintage,
  file: 'areas.json' | 'full.geojson' | 'display.geojson' | 'tiles.pmtiles',
): string {
  return `geography/${level}/${vintage}/${file}`;
}

/** Every set of boundaries, by level and vintage. */
export async function listGeographies(platform: Pick<Store, 'registry'>): Promise<readonly Geography[]> {
  return (await allItems<Geography>(platform.registry, GEOGRAPHY_PARTITION)).map((item) => item.value);
}

/** One set of boundaries, or null. */
export async function getGeography(
  platform: Pick<Store, 'registry'>,
  level: Level,
  vintage: Vintage,
): Promise<Geography | null> {
  const item = await platform.registry.get<Geography>(GEOGRAPHY_PARTITION, `${level}/${vintage}`);
  return item?.value ?? null;
}

/** The vintage of each level that queries group by unless told otherwise. */
export async function currentVintages(
  platform: Pick<Store, 'registry'>,
): Promise<Readonly<Record<Level, Vintage>>> {
  const items = await allItems<{ vintage: Vintage }>(platform.registry, CURRENT_PARTITION);
  return Object.fromEntries(items.map((item) => [item.sort, item.value.vintage]));
}

/** Level → vintage → sha256 of the full geometry, as manifests keep it. */
export async function geographyHashes(
  platform: Pick<Store, 'registry'>,
): Promise<Readonly<Record<Level, Readonly<Record<Vintage, string>>>>> {
  const hashes: Record<Level, Record<Vintage, string>> = {};
  for (const { level, vintage, hash } of await listGeographies(platform)) {
    hashes[level] = { ...hashes[level], [vintage]: hash };
  }
  return hashes;
}

/** The areas of a level and vintage, by code. Fails with NOT_FOUND. */
export async function readAreas(platform: Store, level: Level, vintage: Vintage): Promise<readonly Area[]> {
  const geography = await mustGet(platform, level, vintage);
  return remember(platform.objects, `areas ${level}/${vintage} ${geography.importedAt}`, async () => {
    const body = await mustRead(platform.objects, geographyKey(level, vintage, 'areas.json'));
    return JSON.parse(new TextDecoder().decode(body)) as readonly Area[];
  });
}

/** The full geometry of a level and vintage for a locator. Fails with NOT_FOUND. */
export async function readBoundaries(platform: Store, level: Level, vintage: Vintage): Promise<Boundaries> {
  const { hash } = await mustGet(platform, level, vintage);
  return remember(platform.objects, `boundaries ${level}/${vintage} ${hash}`, async () => {
    const body = await mustRead(platform.objects, geographyKey(level, vintage, 'full.geojson'));
    if (createHash('sha256').update(body).digest('hex') !== hash) {
      throw new AppError(
        'UNAVAILABLE',
        `the boundaries of ${level} ${vintage} are being replaced; import them again`,
      );
    }
    return makeBoundaries({ level, vintage, hash }, parseAreas(new TextDecoder().decode(body)));
  });
}

/** The full geometry of every level and vintage, for locating records in all of them. */
export async function readAllBoundaries(platform: Store): Promise<readonly Boundaries[]> {
  const geographies = await listGeographies(platform);
  return Promise.all(geographies.map(({ level, vintage }) => readBoundaries(platform, level, vintage)));
}

/** Areas as GeoJSON in WGS84, one feature to a line, in their given order; equal areas give equal text. */
export function formatAreas(areas: readonly ShapedArea[]): string {
  const features = areas.map(({ code, name, polygons }) => {
    const [only] = polygons;
    const geometry =
      polygons.length === 1 && only !== undefined
        ? { type: 'Polygon', coordinates: only }
        : { type: 'MultiPolygon', coordinates: polygons };
    return JSON.stringify({ type: 'Feature', properties: { code, name }, geometry });
  });
  return `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}\n`;
}

/** The areas of a text that `formatAreas` made. */
export function parseAreas(text: string): readonly ShapedArea[] {
  const { features } = JSON.parse(text) as {
    features: readonly {
      properties: { code: string; name: string };
      geometry:
        | { type: 'Polygon'; coordinates: ShapedArea['polygons'][number] }
        | { type: 'MultiPolygon'; coordinates: ShapedArea['polygons'] };
    }[];
  };
  return features.map(({ properties, geometry }) => ({
    ...properties,
    polygons: geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
  }));
}

async function mustGet(platform: Store, level: Level, vintage: Vintage): Promise<Geography> {
  const geography = await getGeography(platform, level, vintage);
  if (geography === null) throw new AppError('NOT_FOUND', `there are no boundaries of ${level} ${vintage}`);
  return geography;
}

async function mustRead(objects: ObjectStore, key: string): Promise<Uint8Array> {
  const body = await objects.get(key);
  if (body === null) throw new Error(`object ${key} is missing`);
  return body;
}

const remembered = new WeakMap<ObjectStore, Map<string, Promise<unknown>>>();
const MOST_REMEMBERED = 24;

function remember<Value>(objects: ObjectStore, key: string, read: () => Promise<Value>): Promise<Value> {
  const known = remembered.get(objects) ?? new Map<string, Promise<unknown>>();
  remembered.set(objects, known);
  const before = known.get(key) as Promise<Value> | undefined;
  if (before !== undefined) return before;
  const reading = read();
  known.set(key, reading);
  reading.catch(() => known.delete(key));
  const [oldest] = known.keys();
  if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
  return reading;
}

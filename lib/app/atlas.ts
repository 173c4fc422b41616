import { AppError } from '#core/model/error.ts';
import type { Geography, Level, Vintage } from '#core/model/geography.ts';
import { currentVintages, getGeography, listGeographies, readAreas } from './geography/store.ts';
import type { Platform } from './ports.ts';

/** Sets of boundaries with more areas than this have vector tiles. */
const TILES_ABOVE = 100;

/** One set of boundaries, as people choose it; the addresses of its files are the site's. */
export type GeographySummary = Pick<
  Geography,
  'level' | 'vintage' | 'title' | 'parents' | 'synthetic' | 'attribution' | 'areaCount'
> & {
  /** What queries group by unless told otherwise. */
  readonly current: boolean;
  readonly displayUrl: string;
  /** Null when there are few areas: the display file is enough. */
  readonly tilesUrl: string | null;
};

export type AreaSummary = {
  readonly code: string;
  readonly name: string;
  readonly parents: Readonly<Record<Level, string>>;
  /** Longitude and latitude in degrees. */
  readonly label: readonly [number, number];
};

/** Every set of boundaries, by level and vintage. */
export async function summariseGeographies(
  platform: Pick<Platform, 'registry'>,
): Promise<readonly GeographySummary[]> {
  const [geographies, current] = await Promise.all([listGeographies(platform), currentVintages(platform)]);
  return geographies.map(({ level, vintage, title, parents, synthetic, attribution, areaCount }) => ({
    level,
    vintage,
    title,
    parents,
    synthetic,
    attribution,
    areaCount,
    current: current[level] === vintage,
    displayUrl: `/geography/${level}/${vintage}/display.geojson`,
    tilesUrl: areaCount > TILES_ABOVE ? `/geography/${level}/${vintage}/tiles.pmtiles` : null,
  }));
}

/** The areas of one set of boundaries, by code. Fails with NOT_FOUND. */
export async function listAreas(
  platform: Pick<Platform, 'registry' | 'objects'>,
  level: Level,
  vintage: Vintage,
): Promise<readonly AreaSummary[]> {
  if ((await getGeography(platform, level, vintage)) === null) {
    throw new AppError('NOT_FOUND', `there are no boundaries of ${level} ${vintage}`);
  }
  const areas = await readAreas(platform, level, vintage);
  return areas.map(({ code, name, parents, labelLongitude, labelLatitude }) => ({
    code,
    name,
    parents,
    label: [labelLongitude / 1_000_000, labelLatitude / 1_000_000],
  }));
}

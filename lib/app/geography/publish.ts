import { createHash } from 'node:crypto';
import { audited } from '#app/audit/audited.ts';
import { findUser } from '#app/people.ts';
import type { Platform } from '#app/ports.ts';
import { toMicroDegrees } from '#core/geo/micro-degree.ts';
import type { Coordinates } from '#core/geo/polygon.ts';
import { degreesToGrid, gridToDegrees } from '#core/geo/projection.ts';
import type { Area, Geography, Level, Vintage } from '#core/model/geography.ts';
import type { ParentLinks } from './parents.ts';
import { CURRENT_PARTITION, formatAreas, GEOGRAPHY_PARTITION, geographyKey } from './store.ts';
import type { GeometryTools, ShapedArea } from './tools.ts';

/** A whole set of boundaries, checked, to become one level and vintage. */
export type GeographyDraft = {
  readonly level: Level;
  readonly vintage: Vintage;
  readonly title: string;
  readonly attribution: string;
  readonly synthetic: boolean;
  /** In the order of their codes, positions to seven decimals of a degree. */
  readonly areas: readonly ShapedArea[];
  readonly parents: readonly ParentLinks[];
  /** Whether it becomes the vintage that queries group by. */
  readonly current: boolean;
  /** Who had it done, for the audit. */
  readonly by: string;
};

/** Vector tiles are made for levels with more areas than this; below, the display geometry is small enough. */
const MOST_WITHOUT_TILES = 100;
/** How much detail the display geometry and the tiles leave out, in metres. */
const DISPLAY_METRES = 40;

/**
 * Stores a set of boundaries and makes it known; the same again changes nothing. `changed` false = it was there,
 * the same, already.
 */
export async function publishGeography(
  platform: Platform,
  tools: GeometryTools,
  draft: GeographyDraft,
): Promise<{ readonly geography: Geography; readonly changed: boolean }> {
  const { level, vintage } = draft;
  const full = formatAreas(draft.areas);
  const areas = `${JSON.stringify(draft.areas.map((area) => describeArea(tools, area, draft.parents)))}\n`;
  const geography: Geography = {
    level,
    vintage,
    title: draft.title,
    parents: Object.fromEntries(
      draft.parents.map((link) => [link.level, { vintage: link.vintage, exact: link.exact }]),
    ),
    synthetic: draft.synthetic,
    attribution: draft.attribution,
    areaCount: draft.areas.length,
    hash: createHash('sha256').update(full).digest('hex'),
    importedAt: platform.clock().toISOString(),
  };
  const stored = await platform.registry.get<Geography>(GEOGRAPHY_PARTITION, `${level}/${vintage}`);
  const current = await platform.registry.get<{ vintage: Vintage }>(CURRENT_PARTITION, level);
  const currentStays = !draft.current || current?.value.vintage === vintage;
  if (stored !== null && currentStays && (await isSame(platform, stored.value, geography, areas))) {
    return { geography: stored.value, changed: false };
  }
  const detail = { areas: geography.areaCount, hash: geography.hash, replaced: stored !== null };
  const store = async () => {
    const simple = await tools.simplify(draft.areas, DISPLAY_METRES);
    const display = formatAreas(simple);
    const tiles = simple.length > MOST_WITHOUT_TILES ? await tools.makeTiles(simple, level) : null;
    if (tiles !== null) await platform.objects.put(geographyKey(level, vintage, 'tiles.pmtiles'), tiles);
    await platform.objects.put(geographyKey(level, vintage, 'display.geojson'), display);
    await platform.objects.put(geographyKey(level, vintage, 'areas.json'), areas);
    await platform.objects.put(geographyKey(level, vintage, 'full.geojson'), full);
    await platform.registry.transact([
      {
        kind: 'put',
        partition: GEOGRAPHY_PARTITION,
        sort: `${level}/${vintage}`,
        value: geography,
        expected: stored?.version ?? 0,
      },
      ...(currentStays
        ? []
        : [
            {
              kind: 'put',
              partition: CURRENT_PARTITION,
              sort: level,
              value: { vintage },
              expected: current?.version ?? 0,
            } as const,
          ]),
    ]);
  };
  const organisation = (await findUser(platform.registry, draft.by))?.organisation ?? null;
  const object = `geography/${level}/${vintage}`;
  await audited(platform, { user: draft.by, organisation }, 'administration', object, detail, store);
  return { geography, changed: true };
}

async function isSame(
  platform: Platform,
  stored: Geography,
  next: Geography,
  areas: string,
): Promise<boolean> {
  const facts = (geography: Geography) => JSON.stringify({ ...geography, importedAt: '' });
  if (facts(stored) !== facts(next)) return false;
  const before = await platform.objects.get(geographyKey(next.level, next.vintage, 'areas.json'));
  return before !== null && new TextDecoder().decode(before) === areas;
}

function describeArea(tools: GeometryTools, area: ShapedArea, links: readonly ParentLinks[]): Area {
  const polygons = area.polygons.map(toGrid);
  const sizes = polygons.map(squareMetres);
  const largest = polygons[sizes.indexOf(Math.max(...sizes))] ?? [];
  const [longitude, latitude] = gridToDegrees(...tools.labelPoint(largest));
  const parents: Record<Level, string> = {};
  for (const link of links) {
    const parent = link.parents.get(area.code);
    if (parent !== undefined) parents[link.level] = parent;
  }
  return {
    code: area.code,
    name: area.name,
    parents,
    labelLongitude: toMicroDegrees(longitude),
    labelLatitude: toMicroDegrees(latitude),
    squareMetres: Math.round(sizes.reduce((sum, size) => sum + size, 0)),
  };
}

function toGrid(polygon: Coordinates): Coordinates {
  return polygon.map((ring) =>
    ring.map(([longitude = 0, latitude = 0]) => degreesToGrid(longitude, latitude)),
  );
}

function squareMetres(polygon: Coordinates): number {
  return polygon.reduce((sum, ring, index) => sum + (index === 0 ? 1 : -1) * Math.abs(shoelace(ring)), 0);
}

function shoelace(ring: Coordinates[number]): number {
  const [originX = 0, originY = 0] = ring[0] ?? [];
  let sum = 0;
  for (let i = 0; i + 1 < ring.length; i += 1) {
    const [x1 = 0, y1 = 0] = ring[i] ?? [];
    const [x2 = 0, y2 = 0] = ring[i + 1] ?? [];
    sum += (x1 - originX) * (y2 - originY) - (x2 - originX) * (y1 - originY);
  }
  return sum / 2;
}

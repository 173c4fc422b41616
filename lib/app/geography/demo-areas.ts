import { cellToBoundary, cellToParent, polygonToCells } from 'h3-js';
import { cellCentre, cellFromText } from '#core/geo/cell.ts';
import { ringsOf } from '#core/geo/polygon.ts';
import { boundsOf, doubleArea } from '#core/geo/ring.ts';
import type { Level } from '#core/model/geography.ts';
import type { GeometryTools, Piece, ShapedArea } from './tools.ts';

/** A made-up area with the codes of the areas that it lies in. */
export type DemoArea = ShapedArea & { readonly parents: Readonly<Record<Level, string>> };

const LSOA_RESOLUTION = 8;
const WARD_RESOLUTION = 7;
/** A piece of a hexagon smaller than this share of it joins a neighbour in its borough. */
const WHOLE_ENOUGH = 0.35;
/** Wards of fewer LSOAs join a neighbour in their borough. */
const FEWEST_LSOAS = 3;

/**
 * Divides boroughs into made-up LSOAs (hexagons cut at the borough's border), MSOAs and wards (groups of them), so
 * that every point of a borough lies in one of each. Codes start with D, which no real code does.
 */
export async function divideBoroughs(
  tools: GeometryTools,
  boroughs: readonly ShapedArea[],
): Promise<{ wards: readonly DemoArea[]; msoas: readonly DemoArea[]; lsoas: readonly DemoArea[] }> {
  const cells = hexagonsOver(boroughs);
  const pieces = await tools.cut(boroughs, cells);
  const plans = boroughs.flatMap((borough) =>
    planBorough(
      borough,
      pieces.filter((piece) => piece.area === borough.code),
    ),
  );
  const numbered = (prefix: string, groups: readonly string[]) =>
    new Map([...new Set(groups)].map((group, index) => [group, prefix + String(index + 1).padStart(4, '0')]));
  const wardCodes = numbered(
    'DW',
    plans.map((plan) => plan.ward),
  );
  const msoaCodes = numbered(
    'DM',
    plans.map((plan) => plan.msoa),
  );
  const lsoaCodes = numbered(
    'DL',
    plans.map((plan) => plan.lsoa),
  );
  const level = async (
    codes: ReadonlyMap<string, string>,
    kind: 'ward' | 'msoa' | 'lsoa',
    above: readonly Level[],
  ) => {
    const byCode = new Map(plans.map((plan) => [codes.get(plan[kind]) ?? '', plan]));
    const joined = await tools.join(
      plans.map((plan) => ({
        code: codes.get(plan[kind]) ?? '',
        name: plan.names[kind],
        polygons: plan.pieces.flatMap((piece) => piece.polygons),
      })),
    );
    return joined
      .map((area) => {
        const plan = byCode.get(area.code);
        const all: Record<Level, string> = {
          borough: plan?.borough ?? '',
          ward: wardCodes.get(plan?.ward ?? '') ?? '',
          msoa: msoaCodes.get(plan?.msoa ?? '') ?? '',
        };
        const parents = Object.fromEntries(above.map((parent) => [parent, all[parent] ?? '']));
        return { ...area, polygons: rounded(area.polygons), parents };
      })
      .sort((a, b) => (a.code < b.code ? -1 : 1));
  };
  return {
    wards: await level(wardCodes, 'ward', ['borough']),
    msoas: await level(msoaCodes, 'msoa', ['ward', 'borough']),
    lsoas: await level(lsoaCodes, 'lsoa', ['msoa', 'ward', 'borough']),
  };
}

/** One made-up LSOA: its pieces and the groups it belongs to. */
type Plan = {
  readonly borough: string;
  readonly ward: string;
  readonly msoa: string;
  readonly lsoa: string;
  readonly names: { readonly ward: string; readonly msoa: string; readonly lsoa: string };
  readonly pieces: readonly Piece[];
};

function planBorough(borough: ShapedArea, parts: readonly Piece[]): readonly Plan[] {
  const pieces = [...groupBy(parts, (part) => part.cell)].map(([cell, same]) => ({
    area: borough.code,
    cell,
    polygons: same.flatMap((part) => part.polygons),
  }));
  const sizes = new Map(pieces.map((piece) => [piece, sizeOf(piece) / sizeOfCell(piece.cell)]));
  const largest = Math.max(...sizes.values());
  const whole = pieces.filter((piece) => (sizes.get(piece) ?? 0) >= Math.min(WHOLE_ENOUGH, largest));
  const members = new Map(whole.map((piece) => [piece.cell, [piece]]));
  for (const piece of pieces) {
    if (!whole.includes(piece)) members.get(nearest(piece.cell, [...members.keys()]))?.push(piece);
  }
  const wards = groupBy([...members.keys()].sort(), (cell) => cellToParent(cell, WARD_RESOLUTION));
  for (const [parent, cells] of wards) {
    if (cells.length >= FEWEST_LSOAS || wards.size === 1) continue;
    wards.delete(parent);
    wards.get(nearest(parent, [...wards.keys()]))?.push(...cells);
  }
  return [...wards].flatMap(([parent, cells], wardIndex) => {
    const ward = `${borough.name} area ${wardIndex + 1}`;
    const halves = groupBy(cells, halfOf);
    const groups = [...halves.values()].some((half) => half.length < 2) ? [cells] : [...halves.values()];
    return groups.flatMap((part, partIndex) =>
      part.map((cell, index) => ({
        borough: borough.code,
        ward: `${borough.code} ${parent}`,
        msoa: `${borough.code} ${parent} ${partIndex}`,
        lsoa: `${borough.code} ${cell}`,
        names: {
          ward,
          msoa: `${ward}, part ${partIndex + 1}`,
          lsoa: `${ward}, part ${partIndex + 1}${letter(index)}`,
        },
        pieces: members.get(cell) ?? [],
      })),
    );
  });
}

/** Of the six hexagons round a centre, digits 4, 5 and 6 lie side by side. */
function halfOf(cell: string): number {
  const digit = Number((cellFromText(cell) >> BigInt(3 * (15 - LSOA_RESOLUTION))) & 7n);
  return digit >= 4 ? 1 : 0;
}

function letter(index: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + index);
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function nearest(cell: string, candidates: readonly string[]): string {
  const from = cellCentre(cellFromText(cell));
  const distance = (candidate: string) => {
    const to = cellCentre(cellFromText(candidate));
    return Math.hypot((to.longitude - from.longitude) * 0.62, to.latitude - from.latitude);
  };
  return candidates.reduce((best, candidate) => (distance(candidate) < distance(best) ? candidate : best));
}

function hexagonsOver(areas: readonly ShapedArea[]): readonly ShapedArea[] {
  const { west, south, east, north } = boundsOf(areas.flatMap((area) => area.polygons.flatMap(ringsOf)));
  const margin = 20_000;
  const [w, s, e, n] = [west - margin, south - margin, east + margin, north + margin].map(
    (micro) => micro / 1e6,
  );
  const box = [
    [w, s],
    [e, s],
    [e, n],
    [w, n],
    [w, s],
  ] as [number, number][];
  return polygonToCells([box], LSOA_RESOLUTION, true).map((cell) => ({
    code: cell,
    name: cell,
    polygons: rounded([[cellToBoundary(cell, true)]]),
  }));
}

function sizeOfCell(cell: string): number {
  return Math.abs(doubleArea(ringsOf([cellToBoundary(cell, true)])[0] ?? new Int32Array()));
}

function sizeOf(piece: Piece): number {
  return piece.polygons.reduce(
    (sum, polygon) =>
      sum +
      ringsOf(polygon).reduce(
        (size, ring, index) => size + (index === 0 ? 1 : -1) * Math.abs(doubleArea(ring)),
        0,
      ),
    0,
  );
}

function rounded(polygons: ShapedArea['polygons']): ShapedArea['polygons'] {
  return polygons
    .map((polygon) =>
      ringsOf(polygon)
        .filter((ring) => doubleArea(ring) !== 0)
        .map((ring) =>
          Array.from({ length: ring.length / 2 }, (_, i) => [
            (ring[2 * i] ?? 0) / 1e6,
            (ring[2 * i + 1] ?? 0) / 1e6,
          ]),
        ),
    )
    .filter((polygon) => polygon.length > 0);
}

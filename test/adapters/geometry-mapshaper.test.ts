import { describe, expect, it } from 'vitest';
import { MapshaperTools } from '#adapters/geometry/mapshaper-tools.ts';
import type { ShapedArea } from '#app/geography/tools.ts';
import { ringsOf } from '#core/geo/polygon.ts';
import { doubleArea } from '#core/geo/ring.ts';

const tools = new MapshaperTools();

const square = (code: string, west: number, south: number, width: number): ShapedArea => ({
  code,
  name: `Area ${code}`,
  polygons: [
    [
      [
        [west, south],
        [west + width, south],
        [west + width, south + width],
        [west, south + width],
        [west, south],
      ],
    ],
  ],
});

/** Two areas whose shared border wiggles by about 20 metres, a point every 70. */
function wiggly(): readonly ShapedArea[] {
  const border = Array.from({ length: 31 }, (_, i) => [0.0003 * (i % 2) - 0.1, 51.5 + i * 0.0006]);
  return [
    { code: 'w', name: 'West', polygons: [[[[-0.12, 51.5], ...border, [-0.12, 51.518], [-0.12, 51.5]]]] },
    { code: 'e', name: 'East', polygons: [[[...border, [-0.08, 51.518], [-0.08, 51.5], border[0] ?? []]]] },
  ];
}

const size = (areas: readonly ShapedArea[]) =>
  areas.reduce(
    (sum, area) =>
      sum + area.polygons.flatMap(ringsOf).reduce((part, ring) => part + Math.abs(doubleArea(ring)) / 2, 0),
    0,
  );

describe('MapshaperTools', () => {
  it('simplifies a shared border alike on both sides, and keeps codes, names and order', async () => {
    const simple = await tools.simplify(wiggly(), 60);
    expect(simple.map(({ code, name }) => `${code} ${name}`)).toEqual(['w West', 'e East']);
    const points = simple.map((area) => new Set(area.polygons.flat(2).map(([x = 0, y = 0]) => `${x},${y}`)));
    const inner = (set: Set<string> | undefined) =>
      [...(set ?? [])].filter((point) => Math.abs(Number(point.split(',')[0]) + 0.1) < 0.002);
    expect(inner(points[0]).sort()).toEqual(inner(points[1]).sort());
    expect(inner(points[0]).length).toBeLessThan(31);
    expect(Math.abs(size(simple) / size(wiggly()) - 1)).toBeLessThan(0.01);
  });

  it('lets no area disappear that is smaller than the detail', async () => {
    const [tiny] = await tools.simplify([square('t', -0.1, 51.5, 0.0002)], 500);
    expect(tiny?.polygons.length).toBe(1);
  });

  it('cuts areas along cells without losing any of them', async () => {
    const areas = [square('a', 0, 51.5, 0.03), square('b', 0.03, 51.5, 0.03)];
    const cells = [0, 1, 2, 3].map((i) => square(`c${i}`, -0.01 + i * 0.02, 51.49, 0.02));
    const more = [0, 1, 2, 3].map((i) => square(`d${i}`, -0.01 + i * 0.02, 51.51, 0.02));
    const pieces = await tools.cut(areas, [...cells, ...more]);
    for (const area of areas) {
      const own = pieces.filter((piece) => piece.area === area.code);
      const covered = own.reduce((sum, { polygons }) => sum + size([{ ...area, polygons }]), 0);
      expect(Math.abs(covered / size([area]) - 1)).toBeLessThan(0.001);
    }
    expect(new Set(pieces.map(({ area, cell }) => `${area} ${cell}`)).size).toBe(pieces.length);
  });

  it('joins areas of one code into one without the border between them', async () => {
    const joined = await tools.join([
      square('a', 0, 51.5, 0.01),
      { ...square('a', 0.01, 51.5, 0.01), name: 'other' },
    ]);
    expect(joined.map(({ code, name }) => `${code} ${name}`)).toEqual(['a Area a']);
    expect(joined[0]?.polygons).toHaveLength(1);
    expect(size(joined)).toBe(2 * size([square('a', 0, 51.5, 0.01)]));
  });

  it('puts the label of a crescent inside it', () => {
    const crescent = [
      [
        [0, 0],
        [100, 0],
        [100, 100],
        [0, 100],
        [0, 90],
        [90, 90],
        [90, 10],
        [0, 10],
        [0, 0],
      ],
    ];
    const [x, y] = tools.labelPoint(crescent);
    expect(x > 90 || y < 10 || y > 90).toBe(true);
  });

  it('keeps the ids of TopoJSON features', async () => {
    const [layer] = await tools.readLayers([await tools.demonstrationBoroughs()]);
    expect(layer?.features).toHaveLength(33);
    expect(layer?.features.map(({ id }) => id)).toContain('City of London');
    expect(layer?.features.every(({ properties }) => Object.keys(properties).length === 0)).toBe(true);
  });
});

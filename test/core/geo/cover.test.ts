import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellOf } from '#core/geo/cell.ts';
import { type Cover, coverPolygon, polygonResolution } from '#core/geo/cover.ts';
import { METRES_PER_MICRO_LATITUDE, metresPerMicroLongitude } from '#core/geo/micro-degree.ts';
import { boundsOf, contains, type Ring } from '#core/geo/ring.ts';
import { H3_RESOLUTIONS, type H3Resolution } from '#core/model/geography.ts';

const resolutions = fc.constantFrom(...H3_RESOLUTIONS);
const CENTRE = [-100_000, 51_500_000] as const;

/** A star of 3 to 12 points, whose size suits the resolution. */
const star = (resolution: H3Resolution) =>
  fc
    .array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 3, maxLength: 12 })
    .map((radii): readonly Ring[] => {
      const size = 40_000 / 2.6 ** (resolution - 7);
      const points = radii.map((radius, i) => {
        const angle = (2 * Math.PI * i) / radii.length;
        return [
          Math.round(CENTRE[0] + Math.cos(angle) * radius * size * 1.6),
          Math.round(CENTRE[1] + Math.sin(angle) * radius * size),
        ];
      });
      return [Int32Array.from([...points, points[0] ?? []].flat())];
    });

function expectPromise(
  cover: Cover | null,
  points: readonly (readonly [number, number])[],
  has: (x: number, y: number) => boolean,
) {
  if (cover === null) throw new Error('no cover was made');
  const [inside, border] = [new Set(cover.inside), new Set(cover.border)];
  for (const [x, y] of points) {
    const cell = cellOf(x, y, cover.resolution);
    const verdict = inside.has(cell) ? 'inside' : border.has(cell) ? 'border' : 'outside';
    if (verdict !== 'border') expect(verdict === 'inside', `${x} ${y}`).toBe(has(x, y));
  }
}

/** Points over the bounds and a margin, in a pattern that fills them. */
function spread(rings: readonly Ring[], count: number): readonly (readonly [number, number])[] {
  const { west, south, east, north } = boundsOf(rings);
  const [width, height] = [(east - west) * 1.6 + 100, (north - south) * 1.6 + 100];
  return Array.from({ length: count }, (_, i) => [
    Math.round(west - width * 0.19 + width * ((i * 0.618_033_988_7) % 1)),
    Math.round(south - height * 0.19 + height * ((i * 0.754_877_666_2) % 1)),
  ]);
}

describe('coverPolygon(rings, resolution)', () => {
  it('promises that records in inside cells are inside and records in no cell are outside', () => {
    fc.assert(
      fc.property(
        resolutions.chain((resolution) => fc.tuple(fc.constant(resolution), star(resolution))),
        ([resolution, rings]) => {
          expectPromise(coverPolygon(rings, resolution), spread(rings, 400), (x, y) => contains(rings, x, y));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps the promise beside the edges, where cells reach beyond their hexagon', () => {
    const rings = fc.sample(star(9), { numRuns: 5, seed: 4 });
    for (const shape of rings) {
      const points = shape.flatMap((ring) =>
        Array.from({ length: ring.length / 2 - 1 }, (_, i) => i * 2).flatMap((i) =>
          Array.from({ length: 60 }, (__, step): readonly [number, number] => [
            Math.round(
              ((ring[i] ?? 0) * (60 - step) + (ring[i + 2] ?? 0) * step) / 60 + Math.sin(step * 9) * 3_000,
            ),
            Math.round(
              ((ring[i + 1] ?? 0) * (60 - step) + (ring[i + 3] ?? 0) * step) / 60 +
                Math.cos(step * 7) * 2_000,
            ),
          ]),
        ),
      );
      expectPromise(coverPolygon(shape, 9), points, (x, y) => contains(shape, x, y));
    }
  });

  it('leaves the cells of a hole out', () => {
    const square = (half: number): Ring =>
      Int32Array.from(
        [-half, -half, half, -half, half, half, -half, half, -half, -half].map(
          (offset, i) => CENTRE[i % 2 === 0 ? 0 : 1] + offset,
        ),
      );
    const rings = [square(60_000), square(30_000)];
    const cover = coverPolygon(rings, 8);
    expect(cover?.inside).not.toContain(cellOf(...CENTRE, 8));
    expect(cover?.border).not.toContain(cellOf(...CENTRE, 8));
    expectPromise(cover, spread(rings, 2_000), (x, y) => contains(rings, x, y));
  });

  it('gives cells in ascending order with none in both lists', () => {
    const cover = coverPolygon(fc.sample(star(8), { numRuns: 1, seed: 1 })[0] ?? [], 8);
    const all = [...(cover?.inside ?? []), ...(cover?.border ?? [])];
    expect(new Set(all).size).toBe(all.length);
    expect(cover?.border).toEqual([...(cover?.border ?? [])].sort((a, b) => (a < b ? -1 : 1)));
  });

  it('makes none of a polygon that would take thousands of cells', () => {
    const rings = [Int32Array.from([-8e6, 50e6, 2e6, 50e6, 2e6, 59e6, -8e6, 59e6, -8e6, 50e6])];
    expect(polygonResolution(rings)).toBe(7);
    expect(coverPolygon(rings, 7)).toBeNull();
  });
});

describe('polygonResolution(rings)', () => {
  it('is the finest that takes about six hundred cells, and the coarsest for what is larger', () => {
    const radii = [1, 500, 1_000, 2_000, 10_000, 20_000, 50_000];
    expect(radii.map((metres) => polygonResolution(disc(metres)))).toEqual([11, 11, 10, 9, 8, 7, 7]);
    for (const metres of [1, 500, 1_000, 2_000, 10_000, 20_000]) {
      const rings = disc(metres);
      const cover = coverPolygon(rings, polygonResolution(rings));
      expect((cover?.inside.length ?? 0) + (cover?.border.length ?? 0)).toBeLessThan(650);
    }
  });
});

/** A polygon of 64 corners that is all but a circle of `metres`. */
function disc(metres: number): readonly Ring[] {
  const [x, y] = CENTRE;
  const corners = Array.from({ length: 64 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 64;
    return [
      Math.round(x + (Math.cos(angle) * metres) / metresPerMicroLongitude(y)),
      Math.round(y + (Math.sin(angle) * metres) / METRES_PER_MICRO_LATITUDE),
    ];
  });
  return [Int32Array.from([...corners, corners[0] ?? []].flat())];
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Boundaries, ringsOfArea } from '#core/geo/boundaries.ts';
import { makeAreaFinder } from '#core/geo/grid-index.ts';
import { UNITS_PER_MICRO_DEGREE } from '#core/geo/micro-degree.ts';
import { contains } from '#core/geo/ring.ts';
import { makeSquares, makeTown } from './made-areas.ts';

/** The first area that has the point, by looking at all of them. */
function bruteForce(boundaries: Boundaries, x: number, y: number): number {
  const [ux, uy] = [x * UNITS_PER_MICRO_DEGREE, y * UNITS_PER_MICRO_DEGREE];
  return boundaries.codes.findIndex((_, area) => contains(ringsOfArea(boundaries, area), ux, uy));
}

const TOWN = makeTown(5, 1);

describe('makeAreaFinder(boundaries)', () => {
  it('finds the area that looking at all of them finds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (seed) => {
        const town = makeTown(4, seed);
        const find = makeAreaFinder(town);
        for (let i = 0; i < 400; i += 1) {
          const x = -100_000 + ((i * 7_919 * seed) % 40_000);
          const y = 51_500_000 + ((i * 104_729 * seed) % 40_000);
          const expected = bruteForce(town, x, y);
          if (expected >= 0) expect(find(x, y), `seed ${seed}: ${x} ${y}`).toBe(expected);
        }
      }),
      { numRuns: 8 },
    );
  });

  it('agrees with looking at all of them on every point beside a border', () => {
    const find = makeAreaFinder(TOWN);
    for (let area = 0; area < TOWN.codes.length; area += 1) {
      for (const ring of ringsOfArea(TOWN, area)) {
        for (let i = 0; i + 3 < ring.length; i += 2) {
          for (let step = 0; step <= 10; step += 1) {
            const x = Math.round(((ring[i] ?? 0) * (10 - step) + (ring[i + 2] ?? 0) * step) / 100);
            const y = Math.round(((ring[i + 1] ?? 0) * (10 - step) + (ring[i + 3] ?? 0) * step) / 100);
            for (const [dx, dy] of [
              [0, 0],
              [1, 0],
              [-1, 0],
              [0, 1],
              [0, -1],
            ] as const) {
              const expected = bruteForce(TOWN, x + dx, y + dy);
              if (expected >= 0) expect(find(x + dx, y + dy), `${x + dx} ${y + dy}`).toBe(expected);
            }
          }
        }
      }
    }
  });

  it('gives a point on a shared edge or vertex to exactly one area', () => {
    const squares = makeSquares([
      ['a', 0, 51_000_000, 10_000],
      ['b', 10_000, 51_000_000, 10_000],
      ['c', 0, 51_010_000, 10_000],
      ['d', 10_000, 51_010_000, 10_000],
    ]);
    const find = makeAreaFinder(squares);
    const codeAt = (x: number, y: number) => squares.codes[find(x, y)];
    expect(codeAt(10_000, 51_005_000)).toBe('b');
    expect(codeAt(5_000, 51_010_000)).toBe('c');
    expect(codeAt(10_000, 51_010_000)).toBe('d');
  });

  it('gives a point where areas overlap to the lowest code', () => {
    const squares = makeSquares([
      ['b', 0, 51_000_000, 10_000],
      ['a', 5_000, 51_000_000, 10_000],
      ['c', 0, 51_000_000, 40_000],
    ]);
    const find = makeAreaFinder(squares);
    expect(squares.codes[find(7_000, 51_005_000)]).toBe('a');
    expect(squares.codes[find(2_000, 51_005_000)]).toBe('b');
    expect(squares.codes[find(30_000, 51_030_000)]).toBe('c');
  });

  it('leaves out holes', () => {
    const holed: Boundaries = {
      ...makeSquares([['a', 0, 51_000_000, 40_000]]),
      areaRings: Uint32Array.of(0, 2),
      ringPoints: Uint32Array.of(0, 5, 10),
      points: Int32Array.from([
        0, 510_000_000, 400_000, 510_000_000, 400_000, 510_400_000, 0, 510_400_000, 0, 510_000_000, 100_000,
        510_100_000, 300_000, 510_100_000, 300_000, 510_300_000, 100_000, 510_300_000, 100_000, 510_100_000,
      ]),
    };
    const find = makeAreaFinder(holed);
    expect(find(20_000, 51_020_000)).toBe(-1);
    expect(find(5_000, 51_020_000)).toBe(0);
  });

  it('gives a point in a sliver or just outside to the nearest area within 25 metres, and none beyond', () => {
    const squares = makeSquares([
      ['a', 0, 51_000_000, 10_000],
      ['b', 10_200, 51_000_000, 10_000],
    ]);
    const find = makeAreaFinder(squares);
    expect(squares.codes[find(10_050, 51_005_000)]).toBe('a');
    expect(squares.codes[find(10_150, 51_005_000)]).toBe('b');
    expect(squares.codes[find(5_000, 51_010_220)]).toBe('a');
    expect(find(5_000, 51_010_230)).toBe(-1);
    expect(find(-400, 51_005_000)).toBe(-1);
    expect(squares.codes[find(-350, 51_005_000)]).toBe('a');
  });

  it('finds nothing where there are no areas, far away, and at the ends of the world', () => {
    expect(makeAreaFinder(makeSquares([]))(0, 0)).toBe(-1);
    const find = makeAreaFinder(TOWN);
    for (const [x, y] of [
      [0, 0],
      [-180_000_000, -90_000_000],
      [180_000_000, 90_000_000],
      [-2_147_483_648, 2_147_483_647],
    ] as const) {
      expect(find(x, y)).toBe(-1);
    }
  });
});

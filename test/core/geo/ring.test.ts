import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, crossesEdge, doubleArea, productSign, type Ring } from '#core/geo/ring.ts';

const ring = (...points: readonly (readonly [number, number])[]): Ring =>
  Int32Array.from([...points, points[0] ?? [0, 0]].flat());

describe('productSign(a, b, c, d)', () => {
  it('is exact where doubles are not', () => {
    expect(productSign(180_000_001, 90_000_001, 180_000_002, 90_000_000)).toBe(
      Math.sign(Number(180_000_001n * 90_000_001n - 180_000_002n * 90_000_000n)),
    );
    fc.assert(
      fc.property(
        ...([1, 2, 3, 4].map(() => fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })) as [
          fc.Arbitrary<number>,
          fc.Arbitrary<number>,
          fc.Arbitrary<number>,
          fc.Arbitrary<number>,
        ]),
        (a, b, c, d) => {
          const exact = BigInt(a) * BigInt(b) - BigInt(c) * BigInt(d);
          expect(productSign(a, b, c, d) + 0).toBe(exact > 0n ? 1 : exact < 0n ? -1 : 0);
        },
      ),
    );
  });
});

describe('crossesEdge', () => {
  it('says what its formula for SQL says, whichever way the edge runs', () => {
    const small = fc.integer({ min: -6, max: 6 });
    fc.assert(
      fc.property(small, small, small, small, small, small, (ax, ay, bx, by, x, y) => {
        const [x1, y1, x2, y2] = ay < by ? [ax, ay, bx, by] : [bx, by, ax, ay];
        const sql = y1 <= y && y < y2 && (x2 - x1) * (y - y1) > (x - x1) * (y2 - y1);
        expect(crossesEdge(ax, ay, bx, by, x, y)).toBe(sql);
        expect(crossesEdge(bx, by, ax, ay, x, y)).toBe(sql);
      }),
    );
  });
});

describe('contains(rings, x, y)', () => {
  it('gives every point of a divided square to exactly one part, also on shared edges and vertices', () => {
    const coordinate = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(coordinate, coordinate, (mx, my) => {
        const corners = [
          [0, 0],
          [10, 0],
          [10, 10],
          [0, 10],
        ] as const;
        const parts = corners.map((corner, i) => ring([mx, my], corner, corners[(i + 1) % 4] ?? corner));
        for (let x = 0; x < 10; x += 1) {
          for (let y = 0; y < 10; y += 1) {
            expect(parts.filter((part) => contains([part], x, y)).length, `${x} ${y}`).toBe(1);
          }
        }
      }),
    );
  });

  it('has the west and south edges of a square and not the east and north ones', () => {
    const square = [ring([0, 0], [10, 0], [10, 10], [0, 10])];
    expect([contains(square, 0, 5), contains(square, 5, 0)]).toEqual([true, true]);
    expect([contains(square, 10, 5), contains(square, 5, 10)]).toEqual([false, false]);
  });

  it('leaves out holes', () => {
    const rings = [ring([0, 0], [10, 0], [10, 10], [0, 10]), ring([3, 3], [7, 3], [7, 7], [3, 7])];
    expect(contains(rings, 5, 5)).toBe(false);
    expect(contains(rings, 2, 5)).toBe(true);
  });
});

describe('doubleArea(ring)', () => {
  it('is positive anticlockwise and twice the area', () => {
    expect(doubleArea(ring([0, 0], [10, 0], [10, 5], [0, 5]))).toBe(100);
    expect(doubleArea(ring([0, 0], [0, 5], [10, 5], [10, 0]))).toBe(-100);
  });
});

import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EARTH_RADIUS_METRES } from '#core/geo/micro-degree.ts';
import { ringsOf } from '#core/geo/polygon.ts';
import { contains } from '#core/geo/ring.ts';
import { circleShape, polygonShape } from '#core/query/geometry.ts';
import { printDuckDb } from '#core/sql/duckdb.ts';
import type { Expression, Statement } from '#core/sql/tree.ts';

type Point = readonly [longitude: number, latitude: number];

/** Great-circle distance in metres between points in micro-degrees. */
function haversine([x1, y1]: Point, [x2, y2]: Point): number {
  const radians = Math.PI / 180e6;
  const half = (a: number) => Math.sin((a * radians) / 2) ** 2;
  const h = half(y2 - y1) + Math.cos(y1 * radians) * Math.cos(y2 * radians) * half(x2 - x1);
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.sqrt(h));
}

const longitude = fc.integer({ min: -500_000, max: 400_000 });
const latitude = fc.integer({ min: 51_200_000, max: 51_800_000 });

describe('shapes as SQL', () => {
  let instance: DuckDBInstance;
  beforeAll(async () => {
    instance = await DuckDBInstance.create(':memory:');
  });
  afterAll(() => instance.closeSync());

  async function test(expression: Expression, points: readonly Point[]): Promise<readonly boolean[]> {
    const v = 'none' as never;
    const scan = {
      node: 'scan',
      dataset: 'a-b',
      kind: 'records',
      rule: null,
      columns: [],
      periods: [{ period: '1', v, files: [] }],
    } as const;
    const statement: Statement = {
      query: {
        node: 'select',
        columns: [{ value: expression, as: 'is' }],
        from: scan,
        where: null,
        groupBy: null,
        orderBy: [],
        limit: null,
      },
    };
    const values = points.map(([x, y]) => `(${x}::INTEGER, ${y}::INTEGER)`).join(', ');
    const table = `FROM (VALUES ${values}) AS t(longitude, latitude)`;
    const connection = await instance.connect();
    const sql = printDuckDb(statement, (key) => key).replace(/FROM read_parquet\(.*?\)/, table);
    const rows = (await connection.runAndReadAll(sql)).getRows();
    connection.closeSync();
    return rows.map(([is]) => is === true);
  }

  it('draws a circle within the stated tolerance of the great circle', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(longitude, latitude),
        fc.integer({ min: 1, max: 50_000 }),
        fc.array(
          fc.tuple(
            fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
            fc.double({ min: 0.9, max: 1.1, noNaN: true }),
          ),
          { minLength: 30, maxLength: 60 },
        ),
        async (centre, metres, around) => {
          const points = around.map(([angle, share]): Point => {
            const reach = (metres * share) / 0.1112;
            return [
              Math.round(centre[0] + (reach * Math.cos(angle)) / 0.62),
              Math.round(centre[1] + reach * Math.sin(angle)),
            ];
          });
          const { exact } = circleShape({ longitude: centre[0], latitude: centre[1], metres });
          const inside = await test(exact, points);
          for (const [index, point] of points.entries()) {
            const distance = haversine(centre, point);
            const tangent = Math.tan((centre[1] * Math.PI) / 180e6);
            const tolerance = (0.2 * distance ** 2 * tangent) / EARTH_RADIUS_METRES + 0.2;
            if (Math.abs(distance - metres) > tolerance)
              expect([point, inside[index]]).toEqual([point, distance < metres]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does not overflow for a point on the other side of the earth', async () => {
    const { exact } = circleShape({ longitude: -100_000, latitude: 51_500_000, metres: 50_000 });
    expect(
      await test(exact, [
        [180_000_000, -90_000_000],
        [-180_000_000, 90_000_000],
        [-100_000, 51_500_000],
      ]),
    ).toEqual([false, false, true]);
  });

  it('gives a point on an edge that two polygons share to exactly one of them', async () => {
    const square = (west: number) =>
      ringsOf([
        [
          [west, 51.5],
          [west + 0.1, 51.5],
          [west + 0.1, 51.6],
          [west, 51.6],
          [west, 51.5],
        ],
      ]);
    const edge: Point[] = [
      [0, 51_550_000],
      [0, 51_500_000],
      [0, 51_599_999],
    ];
    const left = await test(polygonShape(square(-0.1)).exact, edge);
    const right = await test(polygonShape(square(0)).exact, edge);
    expect(left.map((is, index) => is !== right[index])).toEqual([true, true, true]);
  });

  it('has the points of a polygon that the geometry of boundaries has', async () => {
    const corners = Array.from({ length: 120 }, (_, index) => {
      const angle = (index * Math.PI) / 60;
      const reach = 0.03 + 0.01 * Math.sin(index * 5);
      return [-0.1 + reach * Math.cos(angle), 51.5 + reach * Math.sin(angle)];
    });
    const rings = ringsOf([[...corners, corners[0] ?? []]]);
    const points = fc.sample(
      fc.tuple(fc.integer({ min: -150_000, max: -50_000 }), fc.integer({ min: 51_450_000, max: 51_550_000 })),
      { numRuns: 2_000, seed: 7 },
    );
    const inside = await test(polygonShape(rings).exact, points);
    expect(inside).toEqual(points.map(([x, y]) => contains(rings, x, y)));
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Boundaries, makeBoundaries, ringsOfArea } from '#core/geo/boundaries.ts';
import { LEAST_SHARED_METRES, neighboursOf, TOLERANCE_METRES } from '#core/geo/neighbours.ts';
import { makeSquares, makeTown } from './made-areas.ts';

const codes = (boundaries: Boundaries, code: string) =>
  neighboursOf(boundaries, code)?.map((one) => one.code) ?? null;

describe('neighboursOf(boundaries, code)', () => {
  it('has those that share a side, not those that meet in a corner', () => {
    const town = makeTown(3, 5);
    expect(codes(town, 'a11')).toEqual(['a01', 'a10', 'a12', 'a21']);
    expect(codes(town, 'a00')).toEqual(['a01', 'a10']);
    expect(codes(town, 'nothing')).toBeNull();
  });

  it('is symmetric, in lengths too, for any town', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 0, max: 10_000 }), (side, seed) => {
        const town = makeTown(side, seed);
        for (const code of town.codes)
          for (const { code: other, sharedMetres } of neighboursOf(town, code) ?? [])
            expect(neighboursOf(town, other)?.find((one) => one.code === code)?.sharedMetres).toBe(
              sharedMetres,
            );
      }),
      { numRuns: 10 },
    );
  });

  it('takes a sliver of less than the tolerance for a boundary, and a wider gap for none', () => {
    // A micro-degree of latitude is 0.111 m.
    const gap = (metres: number) => Math.round(metres / 0.1112);
    const stacked = (metres: number) =>
      makeSquares([
        ['low', 0, 0, 10_000],
        ['high', 0, 10_000 + gap(metres), 10_000],
      ]);
    expect(codes(stacked(TOLERANCE_METRES - 0.3), 'low')).toEqual(['high']);
    expect(codes(stacked(TOLERANCE_METRES + 0.3), 'low')).toEqual([]);
  });

  it('wants a boundary of some length, however it is cut into pieces', () => {
    const beside = (metres: number) =>
      makeSquares([
        ['one', 0, 0, 10_000],
        ['two', 10_000, 10_000 - Math.round(metres / 0.1112), 10_000],
      ]);
    expect(codes(beside(1), 'one')).toEqual([]);
    expect(codes(beside(LEAST_SHARED_METRES + 2), 'one')).toEqual(['two']);
    expect(neighboursOf(beside(500), 'two')?.[0]?.sharedMetres).toBeGreaterThan(498);
    expect(neighboursOf(beside(500), 'two')?.[0]?.sharedMetres).toBeLessThan(510);
  });

  it('has an area within another for its neighbour', () => {
    const ring = (west: number, width: number) =>
      [
        [west, west],
        [west + width, west],
        [west + width, west + width],
        [west, west + width],
        [west, west],
      ] as const;
    const boundaries = makeBoundaries({ level: 'ward', vintage: '2021', hash: 'hole' }, [
      { code: 'inner', polygons: [[ring(0.4, 0.2).map((at) => [...at])]] },
      { code: 'outer', polygons: [[ring(0, 1), ring(0.4, 0.2)].map((one) => one.map((at) => [...at]))] },
    ]);
    expect(codes(boundaries, 'inner')).toEqual(['outer']);
    expect(codes(boundaries, 'outer')).toEqual(['inner']);
  });

  it('agrees with the arcs that the London boroughs share in their topology', async () => {
    const path = join(import.meta.dirname, '../../../node_modules/vega-datasets/data/londonBoroughs.json');
    const topology = JSON.parse(await readFile(path, 'utf8')) as Topology;
    const [object] = Object.values(topology.objects);
    const shapes = object?.geometries ?? [];
    const boundaries = makeBoundaries(
      { level: 'borough', vintage: 'demo', hash: 'topology' },
      shapes.map((shape) => ({ code: String(shape.id), polygons: polygonsOf(shape, topology) })),
    );
    const users = new Map<number, Set<string>>();
    for (const shape of shapes)
      for (const arc of (shape.arcs as unknown as number[]).flat(3)) {
        const key = arc < 0 ? ~arc : arc;
        users.set(key, (users.get(key) ?? new Set()).add(String(shape.id)));
      }
    const expected = new Map<string, Set<string>>();
    for (const together of users.values())
      for (const one of together)
        for (const other of together)
          if (one !== other) expected.set(one, (expected.get(one) ?? new Set()).add(other));
    let pairs = 0;
    for (const code of boundaries.codes) {
      const got = new Set(codes(boundaries, code) ?? []);
      pairs += got.size;
      for (const other of expected.get(code) ?? []) {
        const shared = sharedEdges(boundaries, code, other);
        if (shared > LEAST_SHARED_METRES)
          expect([code, [...got]]).toEqual([code, expect.arrayContaining([other])]);
      }
    }
    expect(pairs).toBeGreaterThan(100);
  });
});

type Shape = { readonly id: string; readonly type: string; readonly arcs: readonly unknown[] };
type Topology = {
  readonly transform: {
    readonly scale: readonly [number, number];
    readonly translate: readonly [number, number];
  };
  readonly arcs: readonly (readonly (readonly [number, number])[])[];
  readonly objects: Readonly<Record<string, { readonly geometries: readonly Shape[] }>>;
};

function polygonsOf({ type, arcs }: Shape, { transform, arcs: all }: Topology): [number, number][][][] {
  const line = (arc: number): [number, number][] => {
    let [x, y] = [0, 0];
    const points = (all[arc < 0 ? ~arc : arc] ?? []).map(([dx, dy]): [number, number] => {
      x += dx;
      y += dy;
      return [
        x * transform.scale[0] + transform.translate[0],
        y * transform.scale[1] + transform.translate[1],
      ];
    });
    return arc < 0 ? points.reverse() : points;
  };
  const ring = (list: number[]) => list.flatMap((arc, index) => line(arc).slice(index === 0 ? 0 : 1));
  const polygons = (type === 'Polygon' ? [arcs] : arcs) as number[][][];
  return polygons.map((polygon) => polygon.map(ring));
}

/** Metres of the edges that two areas have in common to the letter, on a plane at the latitude of London. */
function sharedEdges(boundaries: Boundaries, one: string, other: string): number {
  const edges = (code: string) =>
    ringsOfArea(boundaries, boundaries.codes.indexOf(code)).flatMap((ring) =>
      Array.from({ length: ring.length / 2 - 1 }, (_, at) => [...ring.subarray(at * 2, at * 2 + 4)]),
    );
  const name = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]) =>
    a < c || (a === c && b < d) ? `${a} ${b} ${c} ${d}` : `${c} ${d} ${a} ${b}`;
  const known = new Set(edges(other).map(name));
  return edges(one)
    .filter((edge) => known.has(name(edge)))
    .reduce((sum, [a = 0, b = 0, c = 0, d = 0]) => sum + Math.hypot((c - a) * 0.00692, (d - b) * 0.01112), 0);
}

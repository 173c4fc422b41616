import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  and,
  arithmetic,
  cast,
  column,
  compare,
  crossings,
  integer,
  isIn,
  or,
  text,
} from '#core/sql/build.ts';
import type { Edge, Expression } from '#core/sql/tree.ts';
import { makeProbe, type Probe } from './probe.ts';
import { trino } from './shared-server.ts';

const COUNT: Expression = { node: 'aggregate', of: 'count', term: null };
const X = cast(column('x'), 'BIGINT');
const Y = cast(column('y'), 'BIGINT');
const POINTS = 3_000;
/** Coordinates of point `i`, as the SQL below makes them: whole steps, so that many lie on edges and corners. */
const pointAt = (i: number) =>
  [((i * 7_919) % 201) * 1_000 - 100_000, ((i * 104_729) % 211) * 1_000 - 105_000] as const;

describe('a statement as large as it may be', () => {
  let probe: Probe;

  /** The number of records that the condition keeps, which must be the same in both engines. */
  async function kept(where: Expression): Promise<bigint> {
    const answer = await probe.ask(probe.select([COUNT], { where }));
    expect(answer.trino).toEqual(answer.duckdb);
    return BigInt(answer.trino[0]?.[0] ?? -1);
  }

  beforeAll(async () => {
    probe = await makeProbe(
      'test-limits',
      `SELECT CAST((i * 7919) % 201 * 1000 - 100000 AS INTEGER) AS x, CAST((i * 104729) % 211 * 1000 - 105000 AS INTEGER) AS y,
        'E' || lpad(CAST(i AS VARCHAR), 8, '0') AS area, 622236605775642623 + i AS cell FROM range(${POINTS}) AS t(i)`,
    );
  });

  afterAll(() => probe.close());

  it.each([4, 140, 500, 2_000])('counts the crossings of %i edges as a program does', async (corners) => {
    const ring = star(corners);
    const edges = ring.flatMap((from, i): Edge[] => {
      const to = ring[(i + 1) % ring.length] ?? from;
      if (from[1] === to[1]) return [];
      return [from[1] < to[1] ? [...from, ...to] : [...to, ...from]];
    });
    const count = crossings(X, Y, edges);
    const inside = await kept(compare(arithmetic(count, '%', integer(2)), '=', integer(1)));
    const expected = Array.from({ length: POINTS }, (_, i) => pointAt(i)).filter(
      ([x, y]) => crossed(x, y, edges) % 2 === 1,
    );
    expect(inside).toBe(BigInt(expected.length));
    expect(inside).toBeGreaterThan(500n);
  });

  it('takes 5,000 areas', async () => {
    const codes = Array.from({ length: 5_000 }, (_, i) => text(`E${String(i * 2).padStart(8, '0')}`));
    expect(await kept(isIn(column('area'), codes))).toBe(BigInt(POINTS / 2));
  });

  it('takes 5,000 areas of several levels', async () => {
    const codes = Array.from({ length: 5_000 }, (_, i) => text(`E${String(i).padStart(8, '0')}`));
    const sets = [codes.slice(0, 100), codes.slice(100, 2_000), codes.slice(2_500)];
    expect(await kept(or(...sets.map((set) => isIn(column('area'), set))))).toBe(2_500n);
  });

  it('takes 5,000 cells', async () => {
    const cells = Array.from({ length: 5_000 }, (_, i) => integer(622_236_605_775_642_623n + BigInt(i) * 3n));
    expect(await kept(isIn(column('cell'), cells))).toBe(BigInt(POINTS / 3));
  });

  it('takes a thousand conditions in a row', async () => {
    const terms = Array.from({ length: 1_000 }, (_, i) => compare(X, '<>', integer(i * 1_000)));
    expect(await kept(and(...terms))).toBe(await kept(compare(X, '<', integer(0))));
    const others = Array.from({ length: 100 }, (_, i) =>
      compare(arithmetic(X, '+', Y), '=', integer(i * 1_000)),
    );
    expect(await kept(or(...others))).toBeGreaterThan(0n);
  });

  it('takes expressions that nest two hundred deep', async () => {
    let deep: Expression = X;
    for (let i = 0; i < 200; i++) deep = arithmetic(deep, '+', integer(i));
    expect(await kept(compare(deep, '>', integer(19_900)))).toBe(await kept(compare(X, '>', integer(0))));
  });

  it('fails in words when it is longer than Athena takes', async () => {
    const comment = 'x'.repeat(262_144);
    await expect(trino.query(`SELECT 1 -- ${comment}`)).rejects.toThrow('QUERY_TEXT_TOO_LARGE');
  });
});

/** A star on whole steps, so that its corners and level edges meet the points. */
function star(corners: number): readonly (readonly [number, number])[] {
  return Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners;
    const radius = i % 2 === 0 ? 90 : 55;
    return [
      Math.round(radius * Math.cos(angle)) * 1_000,
      Math.round(radius * Math.sin(angle)) * 1_000,
    ] as const;
  });
}

function crossed(x: number, y: number, edges: readonly Edge[]): number {
  return edges.filter(([x1, y1, x2, y2]) => y >= y1 && y < y2 && (x - x1) * (y2 - y1) < (y - y1) * (x2 - x1))
    .length;
}

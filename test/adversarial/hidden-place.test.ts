import { cellToLatLng, latLngToCell } from 'h3-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getDefinition } from '#app/dataset.ts';
import { wholeAccess } from '#core/access/profile.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { Cell } from '#core/model/result.ts';
import type { TestServer } from '../support/http-server.ts';
import { insider, type Spy, spyWith, startCity } from './spy.ts';

const DATASET = 'mps-crime';
const METRES_PER_DEGREE = 111_195;
/** Shapes whose edge lies so near a centre that rounding decides are left out. */
const TOLERANCE_METRES = 2;

let server: TestServer;
/** Sees cells of resolution 8 and boroughs, no coordinates. */
let byCell: Spy;
/** Sees boroughs only. */
let byBorough: Spy;
/** A record as those see it who may: its place in degrees. */
let target: { readonly longitude: number; readonly latitude: number };
let counts: ReadonlyMap<string, number>;

beforeAll(async () => {
  server = await startCity();
  const whole = wholeAccess(await getDefinition(server.platform, DATASET));
  const levels = ['borough'];
  byCell = await spyWith(server, 'by-cell', {
    [DATASET]: { ...whole, precision: { exact: false, cell: 8, levels } },
  });
  byBorough = await spyWith(server, 'by-borough', {
    [DATASET]: { ...whole, precision: { exact: false, cell: null, levels } },
  });
  const analyst = await insider(server, 'analyst');
  const { columns } = await analyst.result({
    datasets: [DATASET],
    records: { fields: ['longitude', 'latitude'] },
  });
  const [longitudes, latitudes] = columns.map(({ values }) => values);
  const row = longitudes?.findIndex((value) => typeof value === 'number' && value !== 0) ?? -1;
  target = { longitude: Number(longitudes?.[row]), latitude: Number(latitudes?.[row]) };
  counts = countsOf(await byCell.result({ datasets: [DATASET], groupBy: [{ cell: 8 }] }));
}, 120_000);
afterAll(() => server.close());

function countsOf({ columns }: { readonly columns: readonly { readonly values: readonly Cell[] }[] }) {
  const [keys, values] = columns.map((column) => column.values);
  return new Map(
    keys?.flatMap((key, row) => (key === null ? [] : [[String(key), Number(values?.[row])] as const])),
  );
}

const near = (metres: number, at = target): QuerySpec => ({
  datasets: [DATASET],
  where: { space: { near: { lon: at.longitude, lat: at.latitude, metres } } },
});

async function count(spy: Spy, spec: QuerySpec): Promise<number> {
  const { columns } = await spy.result(spec);
  return Number(columns.find(({ name }) => name === 'count')?.values[0]);
}

function metresBetween(a: readonly [number, number], b: readonly [number, number]): number {
  const cosine = Math.cos((a[0] * Math.PI) / 180);
  return Math.hypot(a[0] - b[0], (a[1] - b[1]) * cosine) * METRES_PER_DEGREE;
}

describe('a place that the profile shows as a cell', () => {
  it('is not narrowed by a shrinking circle: the count jumps at the centre of the cell, never at the record', async () => {
    const centre = cellToLatLng(latLngToCell(target.latitude, target.longitude, 8));
    const truth = metresBetween([target.latitude, target.longitude], centre);
    let [outside, inside] = [0.5, 3_000];
    while (inside - outside > 1) {
      const middle = (inside + outside) / 2;
      if ((await count(byCell, near(middle))) > 0) inside = middle;
      else outside = middle;
    }
    const nearest = Math.min(
      ...[...counts.keys()].map((cell) =>
        metresBetween([target.latitude, target.longitude], cellToLatLng(cell)),
      ),
    );
    console.log(
      `shrinking circle: first count at ${inside.toFixed(0)} m, nearest centre of a cell with records at ${nearest.toFixed(0)} m, record at 0 m (${truth.toFixed(0)} m from its own centre)`,
    );
    expect(Math.abs(inside - nearest)).toBeLessThan(nearest * 0.003 + TOLERANCE_METRES);
  });

  it('answers every circle and every polygon by counts of whole cells: a shape tells nothing else', async () => {
    let asked = 0;
    for (let i = 0; i < 40; i += 1) {
      const at = {
        longitude: target.longitude + Math.sin(i * 7.3) * 0.05,
        latitude: target.latitude + Math.cos(i * 3.1) * 0.03,
      };
      const metres = 200 + ((i * 397) % 4_000);
      const distances = [...counts].map(
        ([cell, number]) => [metresBetween([at.latitude, at.longitude], cellToLatLng(cell)), number] as const,
      );
      if (distances.some(([distance]) => Math.abs(distance - metres) < metres * 0.002 + TOLERANCE_METRES))
        continue;
      const expected = distances.reduce(
        (sum, [distance, number]) => sum + (distance < metres ? number : 0),
        0,
      );
      expect(await count(byCell, near(metres, at))).toBe(expected);
      asked += 1;
    }
    expect(asked).toBeGreaterThan(20);
    for (const half of [0.0005, 0.002, 0.01, 0.04]) {
      const { longitude: x, latitude: y } = target;
      const ring = [
        [x - half, y - half],
        [x + half, y - half],
        [x + half, y + half],
        [x - half, y + half],
        [x - half, y - half],
      ] as [number, number][];
      const within = { type: 'Polygon', coordinates: [ring] } as const;
      const inBox = ([latitude, longitude]: [number, number]) =>
        Math.abs(longitude - x) < half && Math.abs(latitude - y) < half;
      const expected = [...counts].reduce(
        (sum, [cell, number]) => sum + (inBox(cellToLatLng(cell)) ? number : 0),
        0,
      );
      const spec = { datasets: [DATASET], where: { space: { within: { ...within, coordinates: [ring] } } } };
      expect(await count(byCell, spec as QuerySpec)).toBe(expected);
    }
  });

  it('is not given by finer cells, coordinates, or the number of the record', async () => {
    for (const field of ['longitude', 'latitude', 'cell_9', 'cell_11', 'record_id']) {
      const { status, text } = await byCell.ask({ datasets: [DATASET], records: { fields: [field] } });
      expect(status).toBe(400);
      const absent = await byCell.ask({ datasets: [DATASET], records: { fields: ['nothing_x'] } });
      expect(text.replaceAll(field, 'F')).toBe(absent.text.replaceAll('nothing_x', 'F'));
    }
    expect((await byCell.ask({ datasets: [DATASET], groupBy: [{ cell: 9 }] })).status).toBe(400);
  });

  it('is not given away by the order of records', async () => {
    const fields = ['category', 'cell_8'];
    const { columns } = await byCell.result({ datasets: [DATASET], records: { fields }, limit: 1_000 });
    const rows =
      columns[0]?.values.map((_, row) => columns.map(({ values }) => String(values[row])).join(' ')) ?? [];
    expect(rows.length).toBeGreaterThan(100);
    const keys = columns.map(({ values }) =>
      values.map((value) => (value === null ? '\uffff' : String(value))),
    );
    for (let row = 1; row < rows.length; row += 1) {
      const before = keys.map((values) => values[row - 1] ?? '').join('\u0000');
      const now = keys.map((values) => values[row] ?? '').join('\u0000');
      expect(before <= now, `rows ${row - 1} and ${row} are in the order of what is shown`).toBe(true);
    }
  });
});

describe('a place that the profile shows as a borough', () => {
  it('counts a whole borough or nothing, whatever the circle', async () => {
    const whole = new Set(
      countsOf(await byBorough.result({ datasets: [DATASET], groupBy: [{ area: 'borough' }] })).values(),
    );
    for (const metres of [1, 50, 500, 2_000, 4_000]) {
      const found = await count(byBorough, near(metres));
      const sums = reachable([...whole]);
      expect(sums.has(found), `${found} records within ${metres} m`).toBe(true);
    }
    expect(await count(byBorough, near(1))).toBe(0);
  });

  it('is not given as a cell at all', async () => {
    for (const cell of [7, 8, 9, 11] as const)
      expect((await byBorough.ask({ datasets: [DATASET], groupBy: [{ cell }] })).status).toBe(400);
  });
});

/** Every sum of some of these numbers. */
function reachable(numbers: readonly number[]): ReadonlySet<number> {
  let sums = new Set([0]);
  for (const number of numbers) sums = new Set([...sums, ...[...sums].map((sum) => sum + number)]);
  return sums;
}

import { cellToChildren, gridDisk, latLngToCell } from 'h3-js';
import { describe, expect, it } from 'vitest';
import { wholeAccess } from '#core/access/profile.ts';
import { cellCentre, cellFromText, cellText } from '#core/geo/cell.ts';
import { ringsOf } from '#core/geo/polygon.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { compileQuery } from '#core/query/compile.ts';
import { circleOutline, polygonOutline } from '#core/query/geometry.ts';
import { notesOf } from '#core/query/note.ts';
import { placesOf } from '#core/query/places.ts';
import { areasIn, type CellSet, cellsIn } from '#core/query/representative.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { printTrino } from '#core/sql/trino.ts';
import { viewFor } from '#core/view/view.ts';
import { FIXTURE_DATASETS, NORTH_CRIME } from '#test/support/fixture-datasets.ts';
import { GEOGRAPHIES, VINTAGES } from '#test/support/fixture-geography.ts';
import { contextOf, fixtureManifest, NOW } from '#test/support/fixture-lake.ts';

const PLACES = placesOf(GEOGRAPHIES, VINTAGES);
const MIDDLE = { longitude: 0, latitude: 51_520_000 };

/** Every cell of a set at its finest resolution. */
function finest(set: CellSet, resolution: number): readonly string[] {
  return [...set]
    .flatMap(([at, cells]) =>
      cells.flatMap((cell) =>
        at === resolution ? [cellText(cell)] : cellToChildren(cellText(cell), resolution),
      ),
    )
    .sort();
}

describe('cellsIn(outline, resolution, places)', () => {
  it.each([
    [7, 3_000],
    [8, 900],
    [8, 20_000],
    [8, 1],
  ] as const)('has exactly the cells of resolution %i whose centre is within %i m', (resolution, metres) => {
    const outline = circleOutline({ ...MIDDLE, metres });
    const around = gridDisk(latLngToCell(51.52, 0, resolution), 40).filter((cell) => {
      const { longitude, latitude } = cellCentre(cellFromText(cell));
      return outline.holds(longitude, latitude);
    });
    const set = cellsIn(outline, resolution, PLACES);
    expect(finest(set, resolution)).toEqual([...around].sort());
    if (metres === 20_000) expect(set.get(7)?.length).toBeGreaterThan(set.get(8)?.length ?? 0);
  });

  it('looks only where areas are known', () => {
    const world = [
      [-179, -80],
      [179, -80],
      [179, 80],
      [-179, 80],
      [-179, -80],
    ];
    expect(finest(cellsIn(polygonOutline(ringsOf([world])), 7, PLACES), 7).length).toBeLessThan(4_000);
    expect(cellsIn(polygonOutline(ringsOf([world])), 7, placesOf([], {})).size).toBe(0);
  });
});

describe('areasIn(outline, level, vintage, places)', () => {
  it('has the areas whose label point is in the outline', () => {
    const outline = circleOutline({ longitude: -75_000, latitude: 51_512_500, metres: 4_000 });
    expect(areasIn(outline, 'ward', '2025', PLACES)).toEqual(['E01N', 'E01S', 'E02S']);
  });
});

describe('a shape under a profile that hides coordinates', () => {
  const context = contextOf(
    FIXTURE_DATASETS,
    FIXTURE_DATASETS.map((dataset, number) => fixtureManifest(dataset, number)),
  );
  const spec: QuerySpec = {
    datasets: ['north-crime'],
    where: { space: { near: { lon: -0.075, lat: 51.5125, metres: 4_000 } } },
  };

  it.each([
    [9, '"snapped_longitude"'],
    [8, '"h3_8" IN'],
    [7, '"h3_7" IN'],
    [null, `"ward_2025" IN ('E01N', 'E01S', 'E02S')`],
  ] as const)('reads nothing finer than the profile shows: cell %s', (cell, read) => {
    const { definition } = NORTH_CRIME;
    const access = {
      ...wholeAccess(definition),
      precision: { exact: false, cell, levels: ['borough', 'ward'] },
    };
    const views = new Map([[definition.id, viewFor(definition, access, NOW)]]);
    const query = resolveQuery(spec, { ...context, views });
    const stands = cell === null ? 'its ward' : `its hexagon of resolution ${cell}`;
    expect(notesOf(query)).toContain(
      `Northern crime: a record is in a drawn shape or circle when the middle of ${stands} is.`,
    );
    const plan = compileQuery(query, 100);
    for (const statement of [plan.main, plan.rest]) {
      if (statement === null) continue;
      const text = printTrino(statement, { catalog: 'lake', schema: 'safestats' });
      expect(text).not.toMatch(/"(longitude|latitude|h3_10|h3_11)"/);
      if (statement === plan.main) expect(text).toContain(read);
    }
  });
});

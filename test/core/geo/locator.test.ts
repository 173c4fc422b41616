import { cellToParent, latLngToCell } from 'h3-js';
import { describe, expect, it } from 'vitest';
import { cellCentre, cellFromText, cellOf } from '#core/geo/cell.ts';
import { LOCATION_QUALITIES, makeLocator } from '#core/geo/locator.ts';
import { NO_COORDINATE } from '#core/geo/projection.ts';
import { H3_RESOLUTIONS } from '#core/model/geography.ts';
import { makeSquares, makeTown } from './made-areas.ts';

const TOWN = makeTown(4, 3);
const locator = makeLocator([TOWN, makeSquares([['x', -100_000, 51_500_000, 20_000]], 'borough')]);
const locate = (...points: readonly (readonly [number, number])[]) =>
  locator.locate(
    Int32Array.from(points, ([x]) => x),
    Int32Array.from(points, ([, y]) => y),
  );
const INSIDE = [-85_000, 51_515_000] as const;

describe('makeLocator(boundaries).locate(longitudes, latitudes)', () => {
  it('names a column per level and vintage and points into its codes', () => {
    const located = locate(INSIDE, [-70_000, 51_530_000]);
    const codes = located.areas.map(({ column, codes: all, indexes }) => [
      column,
      ...[...indexes].map((index) => all[index] ?? null),
    ]);
    expect(codes).toEqual([
      ['lsoa_2021', 'a11', expect.stringMatching(/^a/)],
      ['borough_2021', 'x', null],
    ]);
  });

  it('says of each row how its place turned out', () => {
    const qualities = locate(
      INSIDE,
      [-400_000, 51_515_000],
      [NO_COORDINATE, 51_515_000],
      [-85_000, NO_COORDINATE],
      [0, 0],
      [51_515_000, -85_000],
      [-85_000, 91_000_000],
      [-181_000_000, 51_515_000],
    ).qualities;
    expect([...qualities].map((quality) => LOCATION_QUALITIES[quality])).toEqual([
      'located',
      'outside',
      'missing',
      'missing',
      'zero',
      'swapped',
      'invalid',
      'invalid',
    ]);
  });

  it('gives located rows the parents of their finest cell, as h3-js does', () => {
    const points = Array.from({ length: 500 }, (_, i): readonly [number, number] => [
      -98_000 + ((i * 7_919) % 34_000),
      51_503_000 + ((i * 104_729) % 33_000),
    ]);
    const located = locate(...points);
    points.forEach(([x, y], row) => {
      if (LOCATION_QUALITIES[located.qualities[row] ?? 0] !== 'located') return;
      const finest = latLngToCell(y / 1e6, x / 1e6, 11);
      for (const resolution of H3_RESOLUTIONS) {
        const cell = cellFromText(cellToParent(finest, resolution));
        expect(located.cells[`h3_${resolution}`][row]).toBe(cell);
        expect(cellOf(x, y, resolution)).toBe(cell);
      }
    });
  });

  it('snaps located rows to the centre of their resolution-9 cell', () => {
    const located = locate(INSIDE, INSIDE);
    const centre = cellCentre(cellOf(...INSIDE, 9));
    expect([...located.snappedLongitudes]).toEqual([centre.longitude, centre.longitude]);
    expect([...located.snappedLatitudes]).toEqual([centre.latitude, centre.latitude]);
  });

  it('gives rows that are not located no area, no cell and no snapped point', () => {
    const located = locate([0, 0], [-400_000, 51_515_000]);
    expect(located.areas.flatMap(({ indexes }) => [...indexes])).toEqual([-1, -1, -1, -1]);
    expect([...located.cells.h3_7, ...located.cells.h3_11]).toEqual([0n, 0n, 0n, 0n]);
    expect([...located.snappedLongitudes, ...located.snappedLatitudes]).toEqual(Array(4).fill(NO_COORDINATE));
  });

  it('locates nothing without boundaries', () => {
    const located = makeLocator([]).locate(Int32Array.of(-85_000), Int32Array.of(51_515_000));
    expect(LOCATION_QUALITIES[located.qualities[0] ?? 0]).toBe('outside');
  });
});

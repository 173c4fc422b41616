import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNumber } from '#web/format/number.ts';
import { breaksOf, CLASS_COUNT, classLabels, classOf, colourOf } from '#web/map/classes.ts';
import { boundsOf, drawnMap } from '#web/map/shape.ts';
import { codesWithin } from '#web/state/codes-within.ts';

const numbers = fc.array(fc.oneof(fc.integer({ min: 0, max: 2_000_000 }), fc.integer({ min: 0, max: 9 })), {
  maxLength: 60,
});

describe('breaksOf(values)', () => {
  it('gives at most five ascending breaks, and no empty first class', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const breaks = breaksOf(values);
        expect(breaks.length).toBeLessThan(CLASS_COUNT);
        expect([...breaks].sort((a, b) => a - b)).toEqual(breaks);
        expect(new Set(breaks).size).toBe(breaks.length);
        if (breaks.length > 0) {
          expect(values.some((value) => classOf(value, breaks) === 0)).toBe(true);
          expect(values.some((value) => classOf(value, breaks) === breaks.length)).toBe(true);
        }
      }),
    );
  });

  it('gives whole numbers of two digits for counts', () => {
    expect(breaksOf([1234, 5678, 9123, 12_345, 23_456, 34_567])).toEqual([5700, 9100, 12_000, 23_000]);
  });

  it('gives none when all values are the same or there are none', () => {
    expect(breaksOf([7, 7, 7])).toEqual([]);
    expect(breaksOf([])).toEqual([]);
  });

  it('keeps fractions for rates', () => {
    expect(breaksOf([0.12, 0.34, 0.56, 0.78, 0.9, 1.2]).every((edge) => edge > 0 && edge < 1.3)).toBe(true);
  });
});

describe('classOf(value, breaks)', () => {
  it('puts a value at a break into the upper class', () => {
    expect(classOf(49, [50, 70])).toBe(0);
    expect(classOf(50, [50, 70])).toBe(1);
    expect(classOf(70, [50, 70])).toBe(2);
  });

  it('never orders two values the wrong way round', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), fc.nat(), (values, a, b) => {
        const breaks = breaksOf(values);
        return a > b ? classOf(a, breaks) >= classOf(b, breaks) : classOf(a, breaks) <= classOf(b, breaks);
      }),
    );
  });
});

describe('the legend', () => {
  it('says the range of every class', () => {
    expect(classLabels([50, 1200], (value) => formatNumber(value))).toEqual([
      'Under 50',
      '50 to 1,200',
      '1,200 or more',
    ]);
    expect(classLabels([], String)).toEqual(['All areas']);
  });

  it('uses the whole ramp, however few classes there are', () => {
    expect([0, 1, 2].map((index) => colourOf(index, 3))).toEqual([0, 3, 5]);
    expect([0, 1, 2, 3, 4, 5].map((index) => colourOf(index, 6))).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('drawnMap(series, areas, missing)', () => {
  const area = (code: string, parents = {}) => ({
    code,
    name: `Area ${code}`,
    parents,
    label: [0, 51] as const,
  });
  const point = (key: string | null, value: number | null, mark: 'x' | 'c' | null = null) => ({
    key,
    label: String(key),
    value,
    mark,
  });
  const series = {
    points: [point('a', 10), point('b', null, 'c'), point(null, 3)],
    type: 'integer' as const,
    label: 'Count',
  };

  it('tells zero, not supplied, suppressed and not known apart', () => {
    const drawn = drawnMap(
      series,
      ['a', 'b', 'zero', 'missing'].map((code) => area(code)),
      new Set(['missing']),
    );
    expect(drawn.areas.map((item) => [item.code, item.value, item.mark, item.words])).toEqual([
      ['a', 10, null, '10'],
      ['b', null, 'c', 'Suppressed'],
      ['zero', 0, null, '0'],
      ['missing', null, 'x', 'Not supplied'],
    ]);
    expect(drawn.unknown?.value).toBe(3);
  });

  it('counts an area as not supplied when the area above it is', () => {
    const drawn = drawnMap(series, [area('ward', { borough: 'missing' })], new Set(['missing']));
    expect(drawn.areas[0]?.mark).toBe('x');
  });
});

describe('boundsOf(geojson)', () => {
  it('gives the corners of all parts', () => {
    const shape = (coordinates: number[][][][]): GeoJSON.FeatureCollection => ({
      type: 'FeatureCollection',
      features: [{ type: 'Feature', properties: {}, geometry: { type: 'MultiPolygon', coordinates } }],
    });
    expect(
      boundsOf(
        shape([
          [
            [
              [-0.5, 51.3],
              [0.3, 51.7],
            ],
          ],
          [
            [
              [0.1, 51.2],
              [0, 51.5],
            ],
          ],
        ]),
      ),
    ).toEqual([
      [-0.5, 51.2],
      [0.3, 51.7],
    ]);
    expect(boundsOf(shape([]))).toBeNull();
  });
});

describe('codesWithin(areas, chosen)', () => {
  it('finds the small areas of a chosen borough, and none for a choice below the level', () => {
    const area = (code: string, borough: string) => ({
      code,
      name: code,
      parents: { borough },
      label: [0, 0] as const,
    });
    const areas = [area('M1', 'B1'), area('M2', 'B1'), area('M3', 'B2')];
    expect([...codesWithin(areas, ['B1'])]).toEqual(['M1', 'M2']);
    expect([...codesWithin(areas, ['M3'])]).toEqual(['M3']);
    expect([...codesWithin(areas, ['L1'])]).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { degreesToGrid, gridToDegrees, gridToMicroDegrees, NO_COORDINATE } from '#core/geo/projection.ts';

/** Ordnance Survey's test points of OSTN15: latitude, longitude (ETRS89), easting, northing. */
const CONTROL: readonly (readonly [
  name: string,
  latitude: number,
  longitude: number,
  easting: number,
  northing: number,
])[] = [
  ['TP03', 50.4388582561, -4.10864563561, 250359.811, 62016.569],
  ['TP07', 51.3744702555, 1.44454730409, 639821.835, 169565.858],
  ['TP08', 51.4275474302, -2.54407618349, 362269.991, 169978.69],
  ['TP09 Lambeth', 51.4893656495, -0.1199255718, 530624.974, 178388.464],
  ['TP11', 51.8943663735, 0.89724327012, 599445.59, 225722.826],
  ['TP14', 52.7513668717, 0.40153547065, 562180.547, 319784.995],
  ['TP40', 60.1330809166, -2.07382822798, 395999.668, 1138728.951],
];

describe('degreesToGrid(longitude, latitude)', () => {
  it.each(CONTROL)('comes within 3 metres of %s', (_name, latitude, longitude, easting, northing) => {
    const [e, n] = degreesToGrid(longitude, latitude);
    expect(Math.hypot(e - easting, n - northing)).toBeLessThan(3);
  });

  it('comes within 1.8 metres of the control point in London', () => {
    const [, , , easting = 0, northing = 0] = CONTROL[3] ?? [];
    const [e, n] = degreesToGrid(-0.1199255718, 51.4893656495);
    expect(Math.hypot(e - easting, n - northing)).toBeLessThan(1.8);
  });

  it('is undone by gridToDegrees to a centimetre', () => {
    for (const [, latitude, longitude] of CONTROL) {
      const [x, y] = gridToDegrees(...degreesToGrid(longitude, latitude));
      expect(Math.abs(x - longitude)).toBeLessThan(1e-7);
      expect(Math.abs(y - latitude)).toBeLessThan(1e-7);
    }
  });
});

describe('gridToMicroDegrees(eastings, northings)', () => {
  it('has no coordinate for what is not on the grid', () => {
    const { longitudes, latitudes } = gridToMicroDegrees(
      Float64Array.of(530_624.974, Number.NaN, -1, 530_000, Number.POSITIVE_INFINITY),
      Float64Array.of(178_388.464, 178_388, 178_388, 1_300_001, 178_388),
    );
    expect([...longitudes].slice(1)).toEqual([NO_COORDINATE, NO_COORDINATE, NO_COORDINATE, NO_COORDINATE]);
    expect([...latitudes].slice(1)).toEqual([NO_COORDINATE, NO_COORDINATE, NO_COORDINATE, NO_COORDINATE]);
    expect(Math.abs((longitudes[0] ?? 0) + 119_926)).toBeLessThan(30);
    expect(Math.abs((latitudes[0] ?? 0) - 51_489_366)).toBeLessThan(30);
  });
});

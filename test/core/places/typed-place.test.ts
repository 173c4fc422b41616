import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { degreesToGrid } from '#core/geo/projection.ts';
import { gridSquare } from '#core/places/grid-reference.ts';
import { typedPlace } from '#core/places/typed-place.ts';

describe('gridSquare(text)', () => {
  it.each([
    // Trafalgar Square, Ben Nevis and the Ordnance Survey's own example, as they print them.
    ['TQ 300 804', 530_050, 180_450, 100],
    ['NN166712', 216_650, 771_250, 100],
    ['tg 51409 13177', 651_409.5, 313_177.5, 1],
    ['TQ 30 80', 530_500, 180_500, 1_000],
    ['SU3735', 437_500, 135_500, 1_000],
  ])('%s is a square round %d, %d', (text, easting, northing, sideMetres) => {
    expect(gridSquare(text)).toEqual({ easting, northing, sideMetres });
  });

  it.each([
    'TQ 301 80',
    'TQ 3',
    'SE1 7',
    'SW1A 1AA',
    'TI 300 804',
    'TQ 30x 804',
    '',
    'TQ 300 804 1',
    'ZZ 300 804',
  ])('is null for %s', (text) => {
    expect(gridSquare(text)).toBeNull();
  });

  it('finds the square that holds any point of the grid, to the metre', () => {
    const letters = 'ABCDEFGHJKLMNOPQRSTUVWXYZ';
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 699_999 }),
        fc.integer({ min: 0, max: 1_299_999 }),
        (easting, northing) => {
          // The letters counted from the grid's false origin, 1,000 km west and 500 km south.
          const [e, n] = [Math.floor(easting / 1e5) + 10, Math.floor(northing / 1e5) + 5];
          const large = letters[(4 - Math.floor(n / 5)) * 5 + Math.floor(e / 5)];
          const small = letters[(4 - (n % 5)) * 5 + (e % 5)];
          const digits = (value: number) => String(value % 1e5).padStart(5, '0');
          const square = gridSquare(`${large}${small} ${digits(easting)} ${digits(northing)}`);
          expect(square).toEqual({ easting: easting + 0.5, northing: northing + 0.5, sideMetres: 1 });
        },
      ),
    );
  });
});

describe('typedPlace(text)', () => {
  it.each([
    ['51.5074, -0.1278', -127_800, 51_507_400],
    ['51.5074 -0.1278', -127_800, 51_507_400],
    ['51.5074N 0.1278W', -127_800, 51_507_400],
    ['51.5074° N, 0.1278° W', -127_800, 51_507_400],
    ['51.5,−0.1', -100_000, 51_500_000],
    ['51.5;0.25', 250_000, 51_500_000],
  ])('%s is a position', (text, longitude, latitude) => {
    expect(typedPlace(text)).toMatchObject({ kind: 'coordinates', longitude, latitude });
  });

  it('reads easting and northing as metres of the grid', () => {
    const place = typedPlace('530050, 180450');
    expect(place).toMatchObject({ kind: 'grid' });
    const [easting, northing] = degreesToGrid((place?.longitude ?? 0) / 1e6, (place?.latitude ?? 0) / 1e6);
    expect(Math.hypot(easting - 530_050, northing - 180_450)).toBeLessThan(0.2);
    expect(typedPlace('TQ 300 804')).toMatchObject({
      name: 'TQ 300 804',
      longitude: place?.longitude,
      latitude: place?.latitude,
    });
  });

  it.each(['Brixton', '51.5', '91, 0', '0, 181', '800000, 100', 'E09000007', '1 High Street', '12-13'])(
    'is null for %s',
    (text) => {
      expect(typedPlace(text)).toBeNull();
    },
  );
});

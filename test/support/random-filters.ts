import fc from 'fast-check';
import { polygonFaults } from '#core/geo/polygon.ts';
import { BOROUGHS } from './fixture-geography.ts';

const date = fc
  .integer({ min: 0, max: 500 })
  .map((day) => new Date(Date.UTC(2018, 2, 1 + day)).toISOString().slice(0, 10));
const wholeMonths = fc
  .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 8 }))
  .map(([start, length]) => ({
    from: new Date(Date.UTC(2018, start, 1)).toISOString().slice(0, 10),
    to: new Date(Date.UTC(2018, start + length + 1, 0)).toISOString().slice(0, 10),
  }));
const range = fc.oneof(
  wholeMonths,
  fc.tuple(date, date).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a })),
  fc.oneof(
    date.map((from) => ({ from })),
    date.map((to) => ({ to })),
  ),
);
const hours = fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 6 });
const weekdays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 });
/** So many times in four more than that. */
export const maybe = <T>(value: fc.Arbitrary<T>, weight: number) =>
  fc.oneof({ arbitrary: value, weight }, { arbitrary: fc.constant(undefined), weight: 4 });
/** One time in five. */
export const rare = <T>(value: fc.Arbitrary<T>) => maybe(value, 1);
/** Every other time. */
export const often = <T>(value: fc.Arbitrary<T>) => maybe(value, 4);
/** Filters on time: now and then none, a range, hours or weekdays. */
export const time = fc
  .record({ range: often(range), hours: rare(hours), weekdays: rare(weekdays) })
  .map(({ range: ends, ...rest }) => ({ ...ends, ...rest }));

const codes = BOROUGHS.flatMap((code) => [code, `${code}N`, `${code}S`, `L${code}N`]);
const point = fc.tuple(
  fc.integer({ min: -130_000, max: 130_000 }),
  fc.integer({ min: 51_490_000, max: 51_560_000 }),
);
const near = fc
  .tuple(point, fc.integer({ min: 1, max: 6_000 }))
  .map(([[x, y], metres]) => ({ lon: x / 1e6, lat: y / 1e6, metres }));
/** A star-shaped polygon round a point, which never crosses itself, now and then with a hole. */
const within = fc
  .tuple(
    point,
    fc.array(fc.integer({ min: 5_000, max: 40_000 }), { minLength: 3, maxLength: 30 }),
    fc.boolean(),
  )
  .map(([[x, y], radii, hole]) => {
    const ring = (factor: number) => {
      const corners = radii.map((radius, index) => {
        const angle = (2 * Math.PI * index) / radii.length;
        const reach = factor === 1 ? radius : 1_000;
        return [
          Math.round(x + reach * Math.cos(angle)) / 1e6,
          Math.round(y + reach * Math.sin(angle)) / 1e6,
        ] as [number, number];
      });
      return [...corners, corners[0] ?? ([0, 0] as [number, number])];
    };
    return { type: 'Polygon' as const, coordinates: hole ? [ring(1), ring(0)] : [ring(1)] };
  })
  .filter(({ coordinates }) => polygonFaults(coordinates, '').length === 0);
/** Filters on space: now and then areas, a circle or a polygon. */
export const space = fc.record({
  areas: often(fc.uniqueArray(fc.constantFrom(...codes), { minLength: 1, maxLength: 4 })),
  near: rare(near),
  within: rare(within),
});

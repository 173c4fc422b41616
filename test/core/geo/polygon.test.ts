import { describe, expect, it } from 'vitest';
import { type Coordinates, polygonFaults, ringsOf } from '#core/geo/polygon.ts';

const SQUARE = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
  [0, 0],
];
const messages = (coordinates: Coordinates) =>
  polygonFaults(coordinates, 'within').map(({ at, message }) => `${at} ${message}`);

describe('polygonFaults(coordinates, at)', () => {
  it('finds nothing in a polygon with a hole, whichever way its rings run', () => {
    const hole = SQUARE.map(([x = 0, y = 0]) => [0.25 + x / 2, 0.25 + y / 2]);
    expect(messages([SQUARE, hole])).toEqual([]);
    expect(messages([[...SQUARE].reverse(), hole])).toEqual([]);
  });

  it.each<[string, Coordinates, string]>([
    ['no ring', [], 'within has no ring; the first ring is the outline'],
    ['an open ring', [SQUARE.slice(0, 4)], 'within[0] is not closed; repeat the first point as the last'],
    [
      'two distinct points',
      [
        [
          [0, 0],
          [1, 1],
          [0, 0],
          [1, 1],
          [0, 0],
        ],
      ],
      'within[0] has 2 distinct points; use at least 3',
    ],
    [
      'points that are one after rounding to micro-degrees',
      [
        [
          [0, 0],
          [1e-8, 0],
          [0, 1e-8],
          [0, 0],
        ],
      ],
      'within[0] has 1 distinct points; use at least 3',
    ],
    [
      'points on one line',
      [
        [
          [0, 0],
          [1, 1],
          [2, 2],
          [0, 0],
        ],
      ],
      'within[0] has no area; its points lie on one line',
    ],
    [
      'a position off the globe',
      [
        [
          [0, 0],
          [51, 191],
          [1, 1],
          [0, 0],
        ],
      ],
      'within[0] point 1 is not [longitude, latitude] in degrees; use -180 to 180 and -90 to 90',
    ],
    [
      'a bow tie',
      [
        [
          [0, 0],
          [1, 1],
          [1, 0],
          [0, 1],
          [0, 0],
        ],
      ],
      'within[0] crosses or touches itself: edge 0 (0.000000 0.000000 to 1.000000 1.000000) meets edge 2 (1.000000 0.000000 to 0.000000 1.000000)',
    ],
    [
      'a ring that touches itself',
      [
        [
          [0, 0],
          [4, 0],
          [4, 4],
          [2, 0],
          [0, 4],
          [0, 0],
        ],
      ],
      'within[0] crosses or touches itself: edge 0 (0.000000 0.000000 to 4.000000 0.000000) meets edge 2 (4.000000 4.000000 to 2.000000 0.000000)',
    ],
    [
      'a spike',
      [
        [
          [0, 0],
          [2, 0],
          [2, 2],
          [2, 3],
          [2, 2],
          [0, 2],
          [0, 0],
        ],
      ],
      'within[0] crosses or touches itself: edge 1 (2.000000 0.000000 to 2.000000 2.000000) meets edge 3 (2.000000 3.000000 to 2.000000 2.000000)',
    ],
    [
      'a hole across the outline',
      [SQUARE, SQUARE.map(([x = 0, y = 0]) => [x + 0.5, y + 0.5])],
      'within[1] crosses ring 0: its edge 0 meets edge 1 of that ring',
    ],
    [
      'a hole outside the outline',
      [SQUARE, SQUARE.map(([x = 0, y = 0]) => [x + 5, y])],
      'within[1] lies outside ring 0; rings after the first are holes in it',
    ],
  ])('names %s', (_title, coordinates, message) => {
    expect(messages(coordinates)).toEqual([message]);
  });

  it('reports the faults of all rings at once', () => {
    expect(messages([SQUARE.slice(0, 4), SQUARE.slice(1)])).toHaveLength(2);
  });
});

describe('ringsOf(coordinates)', () => {
  it('rounds to micro-degrees, half away from zero, and drops points that repeat', () => {
    expect([
      ...(ringsOf([
        [
          [0.0000005, -0.0000005],
          [0.0000006, -0.000001],
          [1, 1],
        ],
      ])[0] ?? []),
    ]).toEqual([1, -1, 1_000_000, 1_000_000]);
  });
});

import type { SynthBorough } from '#core/synth/places.ts';

const square = (west: number, south: number): SynthBorough['polygons'][number] => [
  [
    [west, south],
    [west + 0.05, south],
    [west + 0.05, south + 0.03],
    [west, south + 0.03],
    [west, south],
  ],
];

/** Five square boroughs that lie apart; one is a ring around a hole. */
export const SQUARE_BOROUGHS: readonly SynthBorough[] = [
  { code: 'E09000001', name: 'City of London', polygons: [square(-0.1, 51.5)] },
  { code: 'E09000033', name: 'Westminster', polygons: [square(-0.2, 51.5)] },
  { code: 'E09000006', name: 'Bromley', polygons: [square(0.02, 51.4)] },
  { code: 'E09000015', name: 'Harrow', polygons: [square(-0.35, 51.58)] },
  {
    code: 'E09000099',
    name: 'Ring',
    polygons: [
      [
        ...square(0.2, 51.5),
        [
          [0.21, 51.505],
          [0.24, 51.505],
          [0.24, 51.525],
          [0.21, 51.525],
          [0.21, 51.505],
        ],
      ],
    ],
  },
];

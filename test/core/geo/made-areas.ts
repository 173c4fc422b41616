import { type AreaRings, type Boundaries, makeBoundaries } from '#core/geo/boundaries.ts';

/**
 * A town of `side` by `side` crooked quadrilaterals near London that share all their vertices, 0.01° wide; areas are
 * called a00, a01, … by row. `seed` bends them.
 */
export function makeTown(side: number, seed: number, level = 'lsoa'): Boundaries {
  const vertex = (column: number, row: number): readonly [number, number] => {
    const bend = (salt: number) =>
      (Math.abs(Math.sin(seed * 7.1 + column * 3.7 + row * 5.3 + salt)) - 0.5) * 0.006;
    return [-0.1 + column * 0.01 + bend(0), 51.5 + row * 0.01 + bend(1)];
  };
  const areas: AreaRings[] = [];
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const corners = [
        vertex(column, row),
        vertex(column + 1, row),
        vertex(column + 1, row + 1),
        vertex(column, row + 1),
      ];
      areas.push({ code: `a${row}${column}`, polygons: [[[...corners, vertex(column, row)]]] });
    }
  }
  return makeBoundaries({ level, vintage: '2021', hash: `town ${side} ${seed}` }, areas);
}

/** Boundaries of squares in micro-degrees: code, west, south, width. */
export function makeSquares(
  squares: readonly (readonly [code: string, west: number, south: number, width: number])[],
  level = 'lsoa',
): Boundaries {
  return makeBoundaries(
    { level, vintage: '2021', hash: 'squares' },
    squares.map(([code, west, south, width]) => ({
      code,
      polygons: [
        [
          [
            [west, south],
            [west + width, south],
            [west + width, south + width],
            [west, south + width],
            [west, south],
          ].map(([x = 0, y = 0]) => [x / 1e6, y / 1e6]),
        ],
      ],
    })),
  );
}

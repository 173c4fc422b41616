import type { SourceFile } from '#app/geography/tools.ts';
import { degreesToGrid } from '#core/geo/projection.ts';

/** A square in degrees: west, south, width. */
export type Square = {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly at: readonly [number, number, number];
};

/** A 2 by 2 town of LSOAs in two boroughs, west and east. */
export const LSOAS: readonly Square[] = [0, 1, 2, 3].map((i) => ({
  properties: { LSOA21CD: `E0100000${i}`, LSOA21NM: `Town 00${i}A` },
  at: [-0.1 + (i % 2) * 0.01, 51.5 + Math.floor(i / 2) * 0.01, 0.01],
}));
export const BOROUGHS: readonly Square[] = [
  { properties: { LAD22CD: 'E09000007', LAD22NM: 'Camden' }, at: [-0.1, 51.5, 0.01] },
  { properties: { LAD22CD: 'E09000019', LAD22NM: 'Islington' }, at: [-0.09, 51.5, 0.01] },
];

/** Rings of a square, twice as high as wide when `tall`. */
export function ringOfSquare(
  [west, south, width]: Square['at'],
  tall = false,
): readonly (readonly [number, number])[] {
  const [east, north] = [west + width, south + (tall ? 2 : 1) * width];
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

const asFile = (name: string, content: unknown): SourceFile => ({
  name,
  body: new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content)),
});

/** GeoJSON of squares, in WGS84 unless `grid`; `crs` is the name of a legacy member. */
export function geojson(
  name: string,
  squares: readonly Square[],
  options: { readonly crs?: string; readonly grid?: boolean; readonly tall?: boolean } = {},
): SourceFile {
  return asFile(name, {
    type: 'FeatureCollection',
    ...(options.crs === undefined ? {} : { crs: { type: 'name', properties: { name: options.crs } } }),
    features: squares.map(({ properties, at }) => ({
      type: 'Feature',
      properties,
      geometry: {
        type: 'Polygon',
        coordinates: [
          ringOfSquare(at, options.tall).map(([x, y]) =>
            options.grid === true ? degreesToGrid(x, y) : [x, y],
          ),
        ],
      },
    })),
  });
}

/** The boroughs of the town as GeoJSON. */
export function boroughs(): SourceFile {
  return geojson('boroughs.geojson', BOROUGHS, { tall: true });
}

/** The LSOAs of the town as GeoJSON. */
export function lsoas(): SourceFile {
  return geojson('lsoas.geojson', LSOAS);
}

/** Any text or object as a file. */
export const file = asFile;

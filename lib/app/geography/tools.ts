import type { Coordinates } from '#core/geo/polygon.ts';

/** A file as it was handed over; `name` has its extension and no folder. */
export type SourceFile = { readonly name: string; readonly body: Uint8Array };

/** One feature of a file, its positions as the file has them. */
export type SourceFeature = {
  readonly id: string | null;
  readonly properties: Readonly<Record<string, unknown>>;
  /** GeoJSON type and the polygons; other types than Polygon and MultiPolygon have none. Null = no geometry. */
  readonly geometry: { readonly type: string; readonly polygons: readonly Coordinates[] } | null;
};

/** One layer of features. `reference` is what the file says of its coordinate system, in its own words. */
export type SourceLayer = {
  readonly file: string;
  readonly reference: string | null;
  readonly features: readonly SourceFeature[];
};

/** An area with its polygons in degrees (WGS84), each an outline and its holes. */
export type ShapedArea = {
  readonly code: string;
  readonly name: string;
  readonly polygons: readonly Coordinates[];
};

/** The part of an area that lies in a cell of a mosaic. */
export type Piece = {
  readonly area: string;
  readonly cell: string;
  readonly polygons: readonly Coordinates[];
};

/** What import asks of libraries of geometry. */
export interface GeometryTools {
  /**
   * Reads Shapefiles (with the .dbf, .prj and .cpg of the same name), GeoJSON and TopoJSON, a layer per file, also out
   * of ZIP archives.
   * Fails with UNSUPPORTED_MEDIA_TYPE for other formats and SPEC_INVALID for files that cannot be read, all at once.
   */
  readLayers(files: readonly SourceFile[]): Promise<readonly SourceLayer[]>;
  /** Fewer points for display, to `metres`; areas that share a border still share it, and none disappears. */
  simplify(areas: readonly ShapedArea[], metres: number): Promise<readonly ShapedArea[]>;
  /** A PMTiles archive of vector tiles, zoom 6 to 12, one layer whose features have `code` and `name`. */
  makeTiles(areas: readonly ShapedArea[], layer: string): Promise<Uint8Array>;
  /** The point farthest from the edge of a polygon in metres, good to a metre. */
  labelPoint(polygon: Coordinates): readonly [x: number, y: number];
  /** Cuts areas, which do not overlap, along cells, which do not overlap either; neighbours share their points. */
  cut(areas: readonly ShapedArea[], cells: readonly ShapedArea[]): Promise<readonly Piece[]>;
  /** Joins areas that have the same code; the name is that of the first. */
  join(areas: readonly ShapedArea[]): Promise<readonly ShapedArea[]>;
  /** The London borough boundaries that ship with the product, as a TopoJSON file whose ids are names. */
  demonstrationBoroughs(): Promise<SourceFile>;
}

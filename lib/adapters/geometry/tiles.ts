import GeoJSONVT from 'geojson-vt';
import vtpbf from 'vt-pbf';
import type { ShapedArea } from '#app/geography/tools.ts';
import { ringsOf } from '#core/geo/polygon.ts';
import { type Bounds, boundsOf } from '#core/geo/ring.ts';
import { type Tile, writePmtiles } from './pmtiles-writer.ts';

const MIN_ZOOM = 6;
const MAX_ZOOM = 12;

/** Areas as an archive of vector tiles; see `GeometryTools.makeTiles`. */
export function makeTiles(areas: readonly ShapedArea[], layer: string): Uint8Array {
  const bounds = boundsOf(areas.flatMap((area) => area.polygons.flatMap(ringsOf)));
  const index = new GeoJSONVT(
    {
      type: 'FeatureCollection',
      features: areas.map(({ code, name, polygons }) => ({
        type: 'Feature' as const,
        properties: { code, name },
        geometry: { type: 'MultiPolygon' as const, coordinates: polygons as number[][][][] },
      })),
    },
    { maxZoom: MAX_ZOOM, indexMaxZoom: MAX_ZOOM, indexMaxPoints: 0, tolerance: 3, extent: 4096, buffer: 64 },
  );
  const tiles: Tile[] = [];
  for (let z = MIN_ZOOM; z <= MAX_ZOOM; z += 1) {
    const { west, south, east, north } = tileRange(bounds, z);
    for (let x = west; x <= east; x += 1) {
      for (let y = north; y <= south; y += 1) {
        const tile = index.getTile(z, x, y);
        if (tile === null || tile.features.length === 0) continue;
        tiles.push({ z, x, y, body: vtpbf.fromGeojsonVt({ [layer]: tile }, { version: 2 }) });
      }
    }
  }
  return writePmtiles(tiles, {
    bounds,
    name: layer,
    layers: [{ id: layer, fields: { code: 'String', name: 'String' }, minzoom: MIN_ZOOM, maxzoom: MAX_ZOOM }],
  });
}

function tileRange(bounds: Bounds, z: number): Bounds {
  const tiles = 2 ** z;
  const column = (micro: number) => Math.floor(((micro / 1e6 + 180) / 360) * tiles);
  const row = (micro: number) => {
    const sine = Math.sin((micro * Math.PI) / 180e6);
    return Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * tiles);
  };
  return {
    west: column(bounds.west),
    east: column(bounds.east),
    south: row(bounds.south),
    north: row(bounds.north),
  };
}

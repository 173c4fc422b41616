import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import mapshaper from 'mapshaper';
import polylabel from 'polylabel';
import type { GeometryTools, Piece, ShapedArea, SourceFile, SourceLayer } from '#app/geography/tools.ts';
import type { Coordinates } from '#core/geo/polygon.ts';
import { collectionText, featuresOf, polygonsOf, type RawFeature } from './geojson.ts';
import { readLayers } from './source-reader.ts';
import { makeTiles } from './tiles.ts';

/** Geometry by mapshaper, geojson-vt and polylabel, all in this process and in memory. */
export class MapshaperTools implements GeometryTools {
  readLayers(files: readonly SourceFile[]): Promise<readonly SourceLayer[]> {
    return readLayers(files);
  }

  async simplify(areas: readonly ShapedArea[], metres: number): Promise<readonly ShapedArea[]> {
    const output = await mapshaper.applyCommands(
      '-i areas.json -proj EPSG:27700 -snap interval=8 -clean gap-fill-area=30000m2 ' +
        `-simplify interval=${metres} keep-shapes weighted -clean -proj wgs84 ` +
        '-o display.json format=geojson precision=0.00001',
      { 'areas.json': collectionText(areas) },
    );
    const shaped = featuresOf(output['display.json']).map(areaOf);
    const polygons = new Map(shaped.map((area) => [area.code, area.polygons]));
    return areas.map((area) => {
      const simple = polygons.get(area.code) ?? [];
      return simple.length > 0 ? { ...area, polygons: simple } : area;
    });
  }

  async makeTiles(areas: readonly ShapedArea[], layer: string): Promise<Uint8Array> {
    return makeTiles(areas, layer);
  }

  labelPoint(polygon: Coordinates): readonly [x: number, y: number] {
    const [x, y] = polylabel(polygon, 1);
    return [x, y];
  }

  async cut(areas: readonly ShapedArea[], cells: readonly ShapedArea[]): Promise<readonly Piece[]> {
    const output = await mapshaper.applyCommands(
      '-i areas.json cells.json combine-files -union target=* fields=area,cell -o pieces.json format=geojson',
      {
        'areas.json': collectionText(areas, ({ code }) => ({ area: code })),
        'cells.json': collectionText(cells, ({ code }) => ({ cell: code })),
      },
    );
    return Object.values(output)
      .flatMap(featuresOf)
      .flatMap(({ properties, geometry }) => {
        const area = properties?.['area'];
        const cell = properties?.['cell'];
        if (typeof area !== 'string' || typeof cell !== 'string' || geometry == null) return [];
        return [{ area, cell, polygons: polygonsOf(geometry) ?? [] }];
      });
  }

  async join(areas: readonly ShapedArea[]): Promise<readonly ShapedArea[]> {
    const output = await mapshaper.applyCommands(
      '-i areas.json -dissolve code copy-fields=name -o joined.json format=geojson',
      { 'areas.json': collectionText(areas) },
    );
    return featuresOf(output['joined.json']).map(areaOf);
  }

  async demonstrationBoroughs(): Promise<SourceFile> {
    const build = dirname(createRequire(import.meta.url).resolve('vega-datasets'));
    const name = 'londonBoroughs.json';
    return { name, body: await readFile(join(build, '..', 'data', name)) };
  }
}

function areaOf({ properties, geometry }: RawFeature): ShapedArea {
  return {
    code: String(properties?.['code'] ?? ''),
    name: String(properties?.['name'] ?? ''),
    polygons: geometry == null ? [] : (polygonsOf(geometry) ?? []),
  };
}

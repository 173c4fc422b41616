import mapshaper from 'mapshaper';
import type { SourceFeature, SourceFile, SourceLayer } from '#app/geography/tools.ts';
import { AppError, type Fault } from '#core/model/error.ts';
import { featuresOf, polygonsOf, type RawFeature } from './geojson.ts';
import { unzip } from './zip-reader.ts';

/** Reads each file as one layer; see `GeometryTools.readLayers`. */
export async function readLayers(files: readonly SourceFile[]): Promise<readonly SourceLayer[]> {
  const layers: SourceLayer[] = [];
  const faults: Fault[] = [];
  let cause: unknown;
  for (const file of files.filter(({ name }) => !SIDECARS.has(extensionOf(name)))) {
    try {
      layers.push(...(await readFile(file, files)));
    } catch (error) {
      if (error instanceof AppError && error.code === 'UNSUPPORTED_MEDIA_TYPE') throw error;
      const known = error instanceof AppError;
      const inside = known ? error.details.faults : undefined;
      if (inside !== undefined) {
        faults.push(...inside.map(({ at, message }) => ({ at: `${file.name}/${at}`, message })));
        continue;
      }
      if (!known) cause = error;
      faults.push({
        at: file.name,
        message: known ? error.message : 'cannot be read; check that the file is whole',
      });
    }
  }
  if (faults.length > 0) {
    throw new AppError('SPEC_INVALID', 'files cannot be read', { details: { faults }, cause });
  }
  return layers;
}

/** The layer of a file, or the layers of an archive. */
async function readFile(file: SourceFile, all: readonly SourceFile[]): Promise<readonly SourceLayer[]> {
  if (extensionOf(file.name) !== 'zip') return [await readLayer(file, all)];
  return readLayers(unzip(file));
}

const SIDECARS = new Set(['dbf', 'prj', 'cpg', 'shx', 'sbn', 'sbx', 'qix', 'qpj', 'xml']);

async function readLayer(file: SourceFile, all: readonly SourceFile[]): Promise<SourceLayer> {
  const extension = extensionOf(file.name);
  if (extension === 'shp') return readShapefile(file, all);
  if (extension === 'gpkg' || startsWith(file.body, 'SQLite format 3')) {
    throw new AppError(
      'UNSUPPORTED_MEDIA_TYPE',
      `${file.name} is a GeoPackage, which is not read here; export the layer as GeoJSON or Shapefile`,
    );
  }
  if (!['json', 'geojson', 'topojson'].includes(extension)) {
    throw new AppError(
      'UNSUPPORTED_MEDIA_TYPE',
      `${file.name} is of no known format; use a Shapefile (.shp, or all its files as .zip), GeoJSON or TopoJSON`,
    );
  }
  const parsed = parseJson(file);
  if (parsed.type === 'Topology') return readTopology(file, parsed);
  if (parsed.type === 'Feature') return layerOf(file.name, referenceOf(parsed), [parsed as RawFeature]);
  if (parsed.type === 'FeatureCollection' && Array.isArray(parsed.features)) {
    return layerOf(file.name, referenceOf(parsed), parsed.features);
  }
  throw invalid(
    `is JSON, but its type is ${JSON.stringify(parsed.type ?? null)}; use a FeatureCollection or Topology`,
  );
}

async function readShapefile(file: SourceFile, all: readonly SourceFile[]): Promise<SourceLayer> {
  const stem = file.name.slice(0, -'.shp'.length).toLowerCase();
  const beside = (extension: string) => all.find(({ name }) => name.toLowerCase() === `${stem}.${extension}`);
  const table = beside('dbf');
  if (table === undefined)
    throw invalid('has no .dbf of the same name beside it; codes and names are in that file');
  const projection = beside('prj');
  const encoding = beside('cpg');
  const output = await mapshaper.applyCommands('-i layer.shp -o layer.json format=geojson', {
    'layer.shp': Buffer.from(file.body),
    'layer.dbf': Buffer.from(table.body),
    ...(projection === undefined ? {} : { 'layer.prj': Buffer.from(projection.body) }),
    ...(encoding === undefined ? {} : { 'layer.cpg': Buffer.from(encoding.body) }),
  });
  const reference = projection === undefined ? null : decode(projection.body).trim();
  return layerOf(file.name, reference, featuresOf(output['layer.json']));
}

async function readTopology(file: SourceFile, topology: Json): Promise<SourceLayer> {
  const output = await mapshaper.applyCommands('-i layer.json id-field=topojson_id -o format=geojson', {
    'layer.json': Buffer.from(file.body),
  });
  const layers = Object.entries(output).filter(([, body]) =>
    featuresOf(body).some(({ geometry }) => geometry != null && polygonsOf(geometry) !== null),
  );
  const [only, second] = layers;
  if (only === undefined) throw invalid('has no layer of polygons');
  if (second !== undefined) {
    throw invalid(
      `has ${layers.length} layers of polygons (${layers.map(([name]) => name).join(', ')}); use one with one`,
    );
  }
  const features = featuresOf(only[1]).map(({ properties, geometry }) => {
    const { topojson_id: id, ...rest } = properties ?? {};
    return { id, properties: rest, geometry: geometry ?? null };
  });
  return layerOf(file.name, referenceOf(topology), features);
}

function layerOf(name: string, reference: string | null, features: readonly RawFeature[]): SourceLayer {
  return { file: name, reference, features: features.map(featureOf) };
}

function featureOf({ id, properties, geometry }: RawFeature): SourceFeature {
  return {
    id: typeof id === 'string' || typeof id === 'number' ? String(id) : null,
    properties: properties ?? {},
    geometry: geometry == null ? null : { type: geometry.type, polygons: polygonsOf(geometry) ?? [] },
  };
}

type Json = { readonly type?: unknown; readonly features?: unknown; readonly crs?: unknown };

function parseJson(file: SourceFile): Json {
  let parsed: unknown;
  try {
    parsed = JSON.parse(decode(file.body));
  } catch {
    throw invalid('is not JSON; check that the file is whole');
  }
  if (typeof parsed !== 'object' || parsed === null)
    throw invalid('is JSON, but not an object of GeoJSON or TopoJSON');
  return parsed;
}

function referenceOf({ crs }: Json): string | null {
  if (crs === undefined || crs === null) return null;
  const { properties } = crs as { properties?: { name?: unknown; code?: unknown } };
  return String(properties?.name ?? properties?.code ?? JSON.stringify(crs));
}

function invalid(message: string): AppError {
  return new AppError('SPEC_INVALID', message);
}

function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

function startsWith(body: Uint8Array, text: string): boolean {
  return decode(body.subarray(0, text.length)) === text;
}

function decode(body: Uint8Array): string {
  return new TextDecoder('utf-8').decode(body);
}

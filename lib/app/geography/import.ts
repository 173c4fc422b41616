import type { Platform } from '#app/ports.ts';
import { AppError, type Fault } from '#core/model/error.ts';
import type { Geography, Level, Vintage } from '#core/model/geography.ts';
import { linkParents, type ParentLinks } from './parents.ts';
import { publishGeography } from './publish.ts';
import { areasOfLayers } from './source-areas.ts';
import { currentVintages, getGeography, readBoundaries } from './store.ts';
import type { GeometryTools, SourceFile } from './tools.ts';

/** What an operator or Super Admin asks to import: files that together are one level and vintage. */
export type GeographyImport = {
  readonly level: Level;
  readonly vintage: Vintage;
  readonly files: readonly SourceFile[];
  /** Fields of codes and names; found by their names when not given. */
  readonly codeField?: string;
  readonly nameField?: string;
  /** CSV file of codes of this level and of levels above. */
  readonly lookup?: SourceFile;
  /** Levels above and their vintages; when not given, the current ones of those that a level usually lies in. */
  readonly parents?: Readonly<Record<Level, Vintage>>;
  readonly title?: string;
  readonly attribution?: string;
  /** False = imported beside the vintage that queries group by now. */
  readonly current?: boolean;
  readonly by: string;
};

/** What came of an import; `changed` false = the same boundaries were there already. */
export type GeographyImported = {
  readonly geography: Geography;
  readonly changed: boolean;
  /** How the parents of each level above were found. */
  readonly notes: readonly string[];
};

const LEVEL = /^[a-z][a-z0-9]{0,19}$/;
const VINTAGE = /^[a-z0-9]{1,12}$/;
const FAULTS_SHOWN = 100;

/** Reads, checks and stores one set of boundaries. Fails with SPEC_INVALID, all faults at once, changing nothing. */
export async function importGeography(
  platform: Platform,
  tools: GeometryTools,
  request: GeographyImport,
): Promise<GeographyImported> {
  refuse('the request cannot be used', [...requestFaults(request), ...sourceFaults(request)]);
  const layers = await tools.readLayers(request.files);
  if (layers.length === 0) {
    throw new AppError('SPEC_INVALID', 'there is no file of boundaries; give a .shp, .geojson or .json file');
  }
  const { areas, faults } = areasOfLayers(layers, request);
  refuse('the boundaries cannot be used', faults);
  const { level, vintage } = request;
  const above = await levelsAbove(platform, request, areas.length);
  const parents: ParentLinks[] = [];
  for (const [parentLevel, parentVintage] of Object.entries(above)) {
    const boundaries = await readBoundaries(platform, parentLevel, parentVintage);
    parents.push(linkParents({ level, vintage, areas }, boundaries, request.lookup ?? null));
  }
  const published = await publishGeography(platform, tools, {
    level,
    vintage,
    title: request.title ?? `${LEVEL_TITLES[level] ?? level}, ${vintage}`,
    attribution: request.attribution ?? attributionOf(areas.map((area) => area.code)),
    synthetic: false,
    areas,
    parents,
    current: request.current ?? true,
    by: request.by,
  });
  return { ...published, notes: parents.map((link) => link.note) };
}

/** Levels that the areas of a level lie in, by best fit at least; those of other levels: all with fewer areas. */
const USUAL_PARENTS: Readonly<Record<Level, readonly Level[]>> = {
  borough: ['region'],
  ward: ['borough'],
  msoa: ['borough'],
  lsoa: ['msoa', 'ward', 'borough'],
  oa: ['lsoa', 'msoa', 'ward', 'borough'],
};

const LEVEL_TITLES: Readonly<Record<Level, string>> = {
  borough: 'London boroughs',
  ward: 'Wards',
  msoa: 'Middle layer super output areas (MSOA)',
  lsoa: 'Lower layer super output areas (LSOA)',
  oa: 'Output areas',
};

function attributionOf(codes: readonly string[]): string {
  return codes.every((code) => /^[EWSN]\d{8}$/.test(code))
    ? 'Source: Office for National Statistics licensed under the Open Government Licence v.3.0. Contains OS data © Crown copyright and database right.'
    : 'Source not stated.';
}

/** What is wrong with the names of level and vintage. */
export function requestFaults(request: Pick<GeographyImport, 'level' | 'vintage'>): readonly Fault[] {
  const faults: Fault[] = [];
  if (!LEVEL.test(request.level)) {
    faults.push({
      at: 'level',
      message: `got ${request.level}; use lower case letters and digits, as in borough`,
    });
  }
  if (!VINTAGE.test(request.vintage)) {
    faults.push({
      at: 'vintage',
      message: `got ${request.vintage}; use the year of the boundaries, as in 2022`,
    });
  }
  return faults;
}

function sourceFaults(request: GeographyImport): readonly Fault[] {
  const faults: Fault[] = [];
  if (request.files.length === 0) faults.push({ at: 'files', message: 'none given; give at least one' });
  if (request.parents?.[request.level] !== undefined) {
    faults.push({ at: 'parents', message: `${request.level} cannot be a parent of itself` });
  }
  return faults;
}

function refuse(message: string, faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  throw new AppError('SPEC_INVALID', message, {
    details: { faults: faults.slice(0, FAULTS_SHOWN), faultCount: faults.length },
  });
}

async function levelsAbove(
  platform: Platform,
  request: GeographyImport,
  areaCount: number,
): Promise<Readonly<Record<Level, Vintage>>> {
  const above: Record<Level, Vintage> = {};
  const faults: Fault[] = [];
  for (const [level, vintage] of Object.entries(request.parents ?? (await currentVintages(platform)))) {
    const geography = await getGeography(platform, level, vintage);
    if (geography === null) {
      faults.push({ at: 'parents', message: `${level} ${vintage} is not there; import it first` });
    } else if (request.parents !== undefined || isAbove(geography, request.level, areaCount)) {
      above[level] = vintage;
    }
  }
  refuse('the levels above are not there', faults);
  return above;
}

function isAbove(geography: Geography, level: Level, areaCount: number): boolean {
  if (geography.level === level || geography.synthetic) return false;
  return USUAL_PARENTS[level]?.includes(geography.level) ?? geography.areaCount < areaCount;
}

import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { MapshaperTools } from '#adapters/geometry/mapshaper-tools.ts';
import { importDemoGeography } from '#app/geography/demo.ts';
import { type GeographyImport, importGeography } from '#app/geography/import.ts';
import { currentVintages, listGeographies } from '#app/geography/store.ts';
import type { SourceFile } from '#app/geography/tools.ts';
import type { Platform } from '#app/ports.ts';
import { UsageError } from './command.ts';
import { readSourceFile } from './source-file.ts';

/** What `ops -- geography` prints when it is called without a command. */
export const GEOGRAPHY_USAGE = `geography import --level LEVEL --vintage YEAR FILE…
  --code-field X --name-field Y   fields of codes and names, when they are not found by themselves
  --parents LOOKUP.csv            codes of the levels above
  --parent-level LEVEL:VINTAGE    a level above, may be repeated; else the current ones
  --title TEXT --attribution TEXT shown with the boundaries
  --not-current                   beside the vintage that queries group by now
geography list
geography demo                    the demonstration boundaries`;

/** `ops -- geography …`. Fails with UsageError, and as `importGeography` does. */
export async function geographyCommand(args: readonly string[], platform: Platform): Promise<void> {
  const [command, ...rest] = args;
  if (command === 'import') return importCommand(rest, platform);
  if (command === 'list') return listCommand(platform);
  if (command === 'demo') return demoCommand(platform);
  throw new UsageError(`got ${command ?? 'no command'}`);
}

async function importCommand(args: readonly string[], platform: Platform): Promise<void> {
  const started = Date.now();
  const request = await readRequest(args);
  const { geography, changed, notes } = await importGeography(platform, new MapshaperTools(), request);
  const what = `${geography.title}: ${geography.areaCount} areas`;
  console.log(
    changed
      ? `${what} imported as ${geography.level} ${geography.vintage} in ${((Date.now() - started) / 1000).toFixed(1)} s`
      : `${what} were there already, the same: nothing changed`,
  );
  for (const note of notes) console.log(`  parents ${note}`);
}

async function listCommand(platform: Platform): Promise<void> {
  const current = await currentVintages(platform);
  const geographies = await listGeographies(platform);
  if (geographies.length === 0) console.log('no boundaries yet');
  for (const { level, vintage, areaCount, title, synthetic } of geographies) {
    const marks = [current[level] === vintage ? 'current' : 'kept', ...(synthetic ? ['synthetic'] : [])];
    console.log(`${level} ${vintage}  ${areaCount} areas  ${title} (${marks.join(', ')})`);
  }
}

async function demoCommand(platform: Platform): Promise<void> {
  for (const { geography, changed } of await importDemoGeography(platform, new MapshaperTools())) {
    console.log(`${geography.title}: ${geography.areaCount} areas${changed ? '' : ', there already'}`);
  }
}

async function readRequest(args: readonly string[]): Promise<GeographyImport> {
  const { values, positionals } = parseOptions(args);
  const lookup = values.parents === undefined ? null : await readSourceFile(values.parents);
  const parents = (values['parent-level'] ?? []).map((text) => {
    const [level = '', vintage] = text.split(':');
    if (vintage === undefined) {
      throw new UsageError(`--parent-level got ${text}; use LEVEL:VINTAGE, as in borough:2022`);
    }
    return [level, vintage] as const;
  });
  if (values.level === undefined || values.vintage === undefined) {
    throw new UsageError('--level and --vintage are needed');
  }
  return {
    level: values.level,
    vintage: values.vintage,
    files: await readSources(positionals),
    by: 'operator',
    ...(values['code-field'] === undefined ? {} : { codeField: values['code-field'] }),
    ...(values['name-field'] === undefined ? {} : { nameField: values['name-field'] }),
    ...(values.title === undefined ? {} : { title: values.title }),
    ...(values.attribution === undefined ? {} : { attribution: values.attribution }),
    ...(lookup === null ? {} : { lookup }),
    ...(parents.length === 0 ? {} : { parents: Object.fromEntries(parents) }),
    ...(values['not-current'] === true ? { current: false } : {}),
  };
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        level: { type: 'string' },
        vintage: { type: 'string' },
        'code-field': { type: 'string' },
        'name-field': { type: 'string' },
        parents: { type: 'string' },
        'parent-level': { type: 'string', multiple: true },
        title: { type: 'string' },
        attribution: { type: 'string' },
        'not-current': { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'options cannot be read');
  }
}

/** The files named, and what lies beside each Shapefile under the same name. */
async function readSources(paths: readonly string[]): Promise<readonly SourceFile[]> {
  const all = new Set<string>();
  for (const path of paths) {
    all.add(path);
    if (extname(path).toLowerCase() !== '.shp') continue;
    const stem = basename(path, extname(path)).toLowerCase();
    for (const name of await readdir(dirname(path)).catch(() => [])) {
      if (basename(name, extname(name)).toLowerCase() === stem && /^\.(dbf|prj|cpg)$/i.test(extname(name))) {
        all.add(join(dirname(path), name));
      }
    }
  }
  return Promise.all([...all].map(readSourceFile));
}

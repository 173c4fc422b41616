import { parseArgs } from 'node:util';
import type { Platform } from '#app/ports.ts';
import { importReference, type ReferenceImport } from '#app/reference/import.ts';
import { listReferences } from '#app/reference/store.ts';
import { UsageError } from './command.ts';
import { readSourceFile } from './source-file.ts';

type Store = Omit<Platform, 'engine'>;

/** What `ops -- reference` prints when it is called without a command. */
export const REFERENCE_USAGE = `reference import --name NAME --level LEVEL FILE.csv…
  --vintage YEAR        of the codes; else the current one
  --source TEXT         shown with every rate
  --code-column X       column of codes, when it is not found by itself
  --value-column X      column of values, or what the names of such columns have in common
  --year YYYY           of the values, when no column names it
reference list`;

/** `ops -- reference …`. Fails with UsageError, and as `importReference` does. */
export async function referenceCommand(args: readonly string[], platform: Store): Promise<void> {
  const [command, ...rest] = args;
  if (command === 'import') return importCommand(rest, platform);
  if (command === 'list') return listCommand(platform);
  throw new UsageError(`got ${command ?? 'no command'}`);
}

async function importCommand(args: readonly string[], platform: Store): Promise<void> {
  const request = await readRequest(args);
  const { changed, years, areaCount, unknownCodes, areasWithout } = await importReference(platform, request);
  const what = `${request.name}: ${areaCount} areas, ${years.at(0)} to ${years.at(-1)}`;
  console.log(changed ? `${what} imported` : `${what} was there already, the same: nothing changed`);
  if (unknownCodes.length > 0) {
    console.log(
      `  ${unknownCodes.length} codes are not of ${request.level}: ${unknownCodes.slice(0, 5).join(', ')}`,
    );
  }
  if (areasWithout > 0) console.log(`  ${areasWithout} areas have no value`);
}

async function listCommand(platform: Store): Promise<void> {
  const tables = await listReferences(platform);
  if (tables.length === 0) console.log('no reference tables yet');
  for (const { value } of tables) {
    const { name, level, vintage, areaCount, years, source } = value;
    console.log(
      `${name}  ${level} ${vintage}  ${areaCount} areas, ${years.at(0)} to ${years.at(-1)}  ${source}`,
    );
  }
}

async function readRequest(args: readonly string[]): Promise<ReferenceImport> {
  const { values, positionals } = parseOptions(args);
  if (values.name === undefined || values.level === undefined) {
    throw new UsageError('--name and --level are needed');
  }
  if (values.year !== undefined && !/^(?:19|20)\d\d$/.test(values.year)) {
    throw new UsageError(`--year got ${values.year}; use a year, as in 2020`);
  }
  return {
    name: values.name,
    level: values.level,
    files: await Promise.all(positionals.map(readSourceFile)),
    by: 'operator',
    ...(values.vintage === undefined ? {} : { vintage: values.vintage }),
    ...(values.source === undefined ? {} : { source: values.source }),
    ...(values['code-column'] === undefined ? {} : { codeColumn: values['code-column'] }),
    ...(values['value-column'] === undefined ? {} : { valueColumn: values['value-column'] }),
    ...(values.year === undefined ? {} : { year: Number(values.year) }),
  };
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        level: { type: 'string' },
        vintage: { type: 'string' },
        source: { type: 'string' },
        'code-column': { type: 'string' },
        'value-column': { type: 'string' },
        year: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'options cannot be read');
  }
}

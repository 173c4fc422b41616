import { areaColumns } from '#app/geography/field-pattern.ts';
import { currentVintages, getGeography, readAreas } from '#app/geography/store.ts';
import type { Platform } from '#app/ports.ts';
import { AppError, type Fault } from '#core/model/error.ts';
import type { Level, Vintage } from '#core/model/geography.ts';
import { type ReferenceTable, storeReference } from './store.ts';
import { readTable, type Table } from './table.ts';

/** What an operator or Super Admin asks to import: CSV files of one count per area and year. */
export type ReferenceImport = {
  /** What queries call it, `population`. */
  readonly name: string;
  readonly level: Level;
  /** Vintage of the codes; that which is current when not given. */
  readonly vintage?: Vintage | undefined;
  readonly files: readonly { readonly name: string; readonly body: Uint8Array }[];
  /** Where the figures come from, shown with every rate. */
  readonly source?: string;
  /** Column of codes, when it is not found by its name. */
  readonly codeColumn?: string | undefined;
  /** Column of values and the year that it is of, for files without the year in the names of columns. */
  readonly valueColumn?: string | undefined;
  readonly year?: number | undefined;
  readonly by: string;
  /** See `storeReference`. */
  readonly expected?: number;
};

/** What came of an import; `changed` false = the same table was there already. */
export type ReferenceImported = {
  readonly changed: boolean;
  readonly years: readonly number[];
  readonly areaCount: number;
  /** Codes that the level does not have; their values are kept and never used. */
  readonly unknownCodes: readonly string[];
  /** How many areas of the level have no value in any year. */
  readonly areasWithout: number;
};

const NAME = /^[a-z][a-z0-9_]{0,63}$/;

/**
 * Reads, checks and stores a reference table in place of the one of the same name. Fails with SPEC_INVALID, all faults
 * at once, changing nothing.
 */
export async function importReference(
  platform: Omit<Platform, 'engine'>,
  request: ReferenceImport,
): Promise<ReferenceImported> {
  if (!NAME.test(request.name)) {
    throw new AppError(
      'SPEC_INVALID',
      `the name is ${request.name}; use lower case letters, digits and underscores`,
    );
  }
  if (request.files.length === 0)
    throw new AppError('SPEC_INVALID', 'no file given; give at least one CSV file');
  const vintage = request.vintage ?? (await currentVintages(platform))[request.level];
  if (vintage === undefined || (await getGeography(platform, request.level, vintage)) === null) {
    throw new AppError(
      'SPEC_INVALID',
      `there are no boundaries of ${[request.level, vintage].filter(Boolean).join(' ')}; import them first`,
    );
  }
  const { values, faults } = readValues(request, vintage);
  if (faults.length > 0) {
    throw new AppError('SPEC_INVALID', 'the reference table cannot be used', {
      details: { faults: faults.slice(0, 100), faultCount: faults.length },
    });
  }
  const table: ReferenceTable = {
    name: request.name,
    level: request.level,
    vintage,
    source: request.source ?? request.files.map((file) => file.name).join(', '),
    values,
  };
  const known = new Set((await readAreas(platform, request.level, vintage)).map((area) => area.code));
  const unknownCodes = Object.keys(values).filter((code) => !known.has(code));
  if (unknownCodes.length === Object.keys(values).length) {
    throw new AppError(
      'SPEC_INVALID',
      `none of the codes is of ${request.level} ${vintage} (the first is ${unknownCodes[0]}); check level and vintage`,
    );
  }
  return {
    changed: await storeReference(platform, table, request.by, request.expected),
    years: yearsOf(values),
    areaCount: Object.keys(values).length,
    unknownCodes,
    areasWithout: [...known].filter((code) => values[code] === undefined).length,
  };
}

/** Every year that any area has a value of, ascending. */
export function yearsOf(values: ReferenceTable['values']): readonly number[] {
  const years = new Set(Object.values(values).flatMap((byYear) => Object.keys(byYear).map(Number)));
  return [...years].sort((a, b) => a - b);
}

function readValues(
  request: ReferenceImport,
  vintage: Vintage,
): { values: ReferenceTable['values']; faults: readonly Fault[] } {
  const values: Record<string, Record<string, number>> = {};
  const faults: Fault[] = [];
  for (const file of request.files) {
    const table = readTable(file);
    const code = codeColumn(request, vintage, table);
    const columns = valueColumns(request, table);
    if (typeof code === 'string') faults.push({ at: file.name, message: code });
    if (typeof columns === 'string') faults.push({ at: file.name, message: columns });
    if (typeof code === 'string' || typeof columns === 'string') continue;
    table.rows.forEach((row, index) => {
      const area = row[code] ?? '';
      if (area === '') return;
      const byYear = values[area] ?? {};
      values[area] = byYear;
      for (const { column, year } of columns) {
        const text = (row[column] ?? '').replaceAll(',', '');
        if (text === '') continue;
        const at = `${file.name} row ${index + 1}, ${table.columns[column]}`;
        const value = Number(text);
        const before = byYear[year];
        if (!Number.isSafeInteger(value) || value < 0) {
          faults.push({ at, message: 'is not a count; use whole numbers of 0 or more' });
        } else if (before !== undefined && before !== value) {
          faults.push({ at, message: `gives ${area} a second value for ${year}` });
        } else byYear[year] = value;
      }
    });
  }
  return { values, faults };
}

function codeColumn(request: ReferenceImport, vintage: Vintage, table: Table): number | string {
  const found =
    request.codeColumn === undefined
      ? areaColumns(table.columns, 'code', request.level, vintage)
      : table.columns.filter((column) => column === request.codeColumn);
  const [only, second] = found;
  if (only === undefined) {
    return `has no column of codes of ${request.level}: name the one that is. It has ${table.columns.join(', ')}`;
  }
  if (second !== undefined) return `has several columns of codes (${found.join(', ')}): name the one to use`;
  return table.columns.indexOf(only);
}

type ValueColumn = { readonly column: number; readonly year: string };

const YEAR = /(?<!\d)((?:19|20)\d\d)(?!\d)/g;

function valueColumns(request: ReferenceImport, table: Table): readonly ValueColumn[] | string {
  if (request.year !== undefined) {
    const column = table.columns.indexOf(request.valueColumn ?? '');
    return column < 0
      ? `has no column ${request.valueColumn ?? '(none given)'}: name the column of values. It has ${table.columns.join(', ')}`
      : [{ column, year: String(request.year) }];
  }
  const dated = table.columns.flatMap((name, column) => {
    const years = [...name.matchAll(YEAR)].map((match) => match[1] ?? '');
    const [year] = years;
    return years.length === 1 && year !== undefined
      ? [{ column, year, rest: name.replace(year, '').toLowerCase() }]
      : [];
  });
  const kinds = new Set(dated.map(({ rest }) => rest));
  const chosen =
    request.valueColumn === undefined
      ? kinds.size > 1
        ? dated.filter(({ rest }) => rest.includes(request.name.toLowerCase()))
        : dated
      : dated.filter(({ rest }) => rest.includes(request.valueColumn?.toLowerCase() ?? ''));
  if (chosen.length === 0) {
    return `has no column with a year in its name, as in 2021_Population: give the year and the column of values. It has ${table.columns.join(', ')}`;
  }
  const twice = chosen.find((each, index) => chosen.findIndex(({ year }) => year === each.year) !== index);
  return twice === undefined
    ? chosen
    : `has several columns for ${twice.year}: give what the names of the columns of values have in common`;
}

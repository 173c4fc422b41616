import type { Level, Vintage } from '#core/model/geography.ts';

/** Names that ONS uses for levels in columns such as `LAD22CD`; other levels are looked for under their own name. */
const COLUMN_NAMES: Readonly<Record<Level, readonly string[]>> = {
  borough: ['LAD', 'LTLA', 'UTLA', 'CTYUA', 'BOROUGH'],
  ward: ['WD', 'WARD'],
  msoa: ['MSOA'],
  lsoa: ['LSOA'],
  oa: ['OA'],
  region: ['RGN', 'REGION'],
};

const GENERAL = {
  code: ['code', 'gss_code', 'gsscode', 'geocode', 'area_code'],
  name: ['name', 'area_name', 'area name'],
};

/**
 * Columns that hold the codes or the names of a level, `LSOA21CD` or `LSOA21NM`: those of the vintage's own year if
 * there are any, else those of other years, else general ones (`code`, `name`). More than one is for the caller to say.
 */
export function areaColumns(
  columns: readonly string[],
  kind: 'code' | 'name',
  level: Level,
  vintage: Vintage,
): readonly string[] {
  const names = COLUMN_NAMES[level] ?? [level.toUpperCase()];
  const ending = kind === 'code' ? '(?:CD|_?CODE)' : '(?:NM|_?NAME)';
  const year = vintage.slice(-2);
  const own = matching(columns, `^(?:${names.join('|')})${year}${ending}$`);
  if (own.length > 0) return own;
  const other = matching(columns, `^(?:${names.join('|')})(?:\\d{2})?${ending}$`);
  return other.length > 0 ? other : columns.filter((column) => GENERAL[kind].includes(column.toLowerCase()));
}

function matching(columns: readonly string[], pattern: string): readonly string[] {
  const expression = new RegExp(pattern, 'i');
  return columns.filter((column) => expression.test(column));
}

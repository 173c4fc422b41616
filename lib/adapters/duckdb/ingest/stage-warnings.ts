import type { Boundaries } from '#core/geo/boundaries.ts';
import type { Coverage } from '#core/model/coverage.ts';
import type { DatasetDefinition, SourceLayout } from '#core/model/dataset.ts';
import type { DeliveryWarning } from '#core/model/delivery.ts';
import { areaColumn } from '#core/model/geography.ts';
import type { LocationQuality } from '#core/model/record.ts';
import { name, text, texts } from './literal.ts';
import type { ParsePlan } from './parse-sql.ts';
import { areaColumns } from './staged-sql.ts';
import type { WorkDatabase } from './work-database.ts';

type Code = DeliveryWarning['code'];

const PLACES: Readonly<Record<Exclude<LocationQuality, 'located'>, readonly [code: Code, message: string]>> =
  {
    zero: ['PLACE_ZERO', 'coordinates are 0/0; kept without a place'],
    swapped: ['PLACE_SWAPPED', 'coordinates look exchanged; kept without a place'],
    outside: ['PLACE_OUTSIDE', 'coordinates lie in no known area; kept without an area'],
    invalid: ['PLACE_INVALID', 'coordinates are no position on earth; kept without a place'],
    missing: ['PLACE_MISSING', 'coordinates are empty; kept without a place'],
  };

/** Everything that did not stop a row, with how many rows it concerns. Reads `parsed` and `places`. */
export async function stageWarnings(
  database: WorkDatabase,
  definition: DatasetDefinition,
  layout: SourceLayout,
  plan: ParsePlan,
  coverage: Coverage,
  boundaries: readonly Boundaries[],
): Promise<DeliveryWarning[]> {
  await knownAreas(database, layout, boundaries);
  const counts: { code: Code; field: string | null; message: string; when: string }[] = [
    ...Object.entries(PLACES).map(([quality, [code, message]]) => ({
      code,
      field: null,
      message,
      when: `coalesce(parsed.place_state, places.location_quality) = '${quality}'`,
    })),
    ...plan.fields.flatMap(({ field, column, unlisted }) =>
      unlisted === null
        ? []
        : [
            {
              code: 'CODE_UNLISTED' as const,
              field: column,
              message:
                field.type === 'boolean'
                  ? `values of ${field.name} that are neither true nor false; kept as not known`
                  : `values of ${field.name} that its code list does not name; kept as written`,
              when: `parsed.${name(`unlisted_${field.name}`)}`,
            },
          ],
    ),
    ...otherAgency(definition),
    ...outsideCoverage(coverage, areaColumns({ boundaries })),
    ...printedArea(layout, boundaries),
  ];
  const sums = counts.map(({ when }, i) => `count(*) FILTER (${when}) AS n${i}`);
  const [row = {}] = await database.rows(
    `SELECT ${sums.join(', ')} FROM parsed LEFT JOIN places ON places.x = parsed.x AND places.y = parsed.y WHERE parsed.fault IS NULL`,
  );
  const warnings = counts
    .map(({ code, field, message }, i) => ({ code, field, rows: Number(row[`n${i}`] ?? 0), message }))
    .filter(({ rows }) => rows > 0);
  return coverage.stated === 'assumed' ? [...warnings, await assumed(database, coverage)] : warnings;
}

async function assumed(database: WorkDatabase, coverage: Coverage): Promise<DeliveryWarning> {
  const [counted] = await database.rows('SELECT count(*) AS rows FROM parsed WHERE fault IS NULL');
  return {
    code: 'COVERAGE_ASSUMED',
    field: null,
    rows: Number(counted?.['rows'] ?? 0),
    message: `nobody stated what the file covers; ${coverage.from} to ${coverage.to} was taken from its rows`,
  };
}

function otherAgency({ own }: DatasetDefinition) {
  if (own === undefined) return [];
  return [
    {
      code: 'OTHER_AGENCY' as const,
      field: own.field,
      message: `rows of another agency, told by ${own.field}; kept`,
      when: `parsed.${name(own.field)} NOT IN ${texts(own.values)}`,
    },
  ];
}

function outsideCoverage(coverage: Coverage, columns: readonly string[]) {
  if (coverage.areas === null || columns.length === 0) return [];
  const areas = texts(coverage.areas);
  const inside = columns.map((column) => `coalesce(places.${name(column)} IN ${areas}, false)`);
  return [
    {
      code: 'OUTSIDE_COVERAGE' as const,
      field: null,
      message: 'rows in areas that the delivery does not cover; kept and counted as outside coverage',
      when: `places.location_quality = 'located' AND NOT (${inside.join(' OR ')})`,
    },
  ];
}

/** Makes the table of the codes that the level of the printed areas has now; others are of an older vintage. */
async function knownAreas(
  database: WorkDatabase,
  layout: SourceLayout,
  boundaries: readonly Boundaries[],
): Promise<void> {
  const ofLevel = boundaries.filter(({ level }) => level === layout.printedArea?.level);
  const codes = [...new Set(ofLevel.flatMap((boundary) => boundary.codes))];
  await database.run('CREATE TABLE known_areas (code VARCHAR)');
  if (codes.length === 0) return;
  await database.run(`INSERT INTO known_areas VALUES ${codes.map((code) => `(${text(code)})`).join(', ')}`);
}

function printedArea(layout: SourceLayout, boundaries: readonly Boundaries[]) {
  if (layout.printedArea === undefined) return [];
  const { level, column } = layout.printedArea;
  const located = boundaries
    .filter((boundary) => boundary.level === level)
    .map((boundary) => `places.${name(areaColumn(level, boundary.vintage))}`);
  if (located.length === 0) return [];
  const same = located.map((sql) => `coalesce(${sql} = parsed.printed_area, false)`);
  return [
    {
      code: 'PRINTED_AREA_DIFFERS' as const,
      field: column,
      message: `rows whose printed ${level} is not the one that their coordinates lie in; the located one counts`,
      when: `coalesce(${located.join(', ')}) IS NOT NULL AND parsed.printed_area IN (SELECT code FROM known_areas) AND NOT (${same.join(' OR ')})`,
    },
  ];
}

import type { Level, Vintage } from '#core/model/geography.ts';
import type { Cell } from '#core/model/result.ts';
import { locatedColumn } from '#core/query/condition.ts';
import type { Query } from '#core/query/query.ts';
import { COUNT, sourceOf } from '#core/query/source.ts';
import { cast, column, nullOf } from '#core/sql/build.ts';
import type { Statement } from '#core/sql/tree.ts';
import type { NamedGroup } from './named-groups.ts';

/** More groups than any city's streets make. */
const MOST_GROUPS = 200_000;
const CELL = 'h3_8';

/**
 * The statement that finds what places the records of a query name in one text field: by name, cell and area, with how
 * many records there are and the sums of their positions. Only what the profile of the query shows is read.
 */
export function nameStatement(
  query: Query,
  field: string,
  area: { readonly level: Level; readonly vintage: Vintage } | null,
): Statement {
  const source = sourceOf(query, (dataset) => {
    const shown = dataset.view.field(field);
    if (shown === null || !shown.inOutput) throw new Error('a field of places that the view lost');
    const areaColumn = area === null ? null : locatedColumn(dataset, area.level, area.vintage);
    return [
      { value: shown.value, as: 'name' },
      { value: column(CELL), as: 'cell' },
      { value: areaColumn === null ? nullOf('VARCHAR') : column(areaColumn), as: 'area' },
      { value: cast(column('longitude'), 'BIGINT'), as: 'longitude' },
      { value: cast(column('latitude'), 'BIGINT'), as: 'latitude' },
    ];
  });
  const sum = (name: string) => ({ node: 'aggregate', of: 'sum', term: source.value(name) }) as const;
  return {
    query: {
      node: 'select',
      columns: [
        { value: source.value('name'), as: 'name' },
        { value: source.value('cell'), as: 'cell' },
        { value: source.value('area'), as: 'area' },
        { value: COUNT, as: 'count' },
        { value: sum('longitude'), as: 'longitudes' },
        { value: sum('latitude'), as: 'latitudes' },
      ],
      from: source.from,
      where: source.where,
      groupBy: 3,
      orderBy: [],
      limit: MOST_GROUPS,
    },
  };
}

/** The groups that such a statement gave; records without a name or a place are left out. */
export function namedGroups(rows: {
  readonly names: readonly string[];
  readonly columns: readonly (readonly Cell[])[];
}): readonly NamedGroup[] {
  const at = (name: string): readonly Cell[] => rows.columns[rows.names.indexOf(name)] ?? [];
  const [names, cells, areas, counts] = [at('name'), at('cell'), at('area'), at('count')];
  const [longitudes, latitudes] = [at('longitudes'), at('latitudes')];
  return names.flatMap((name, row): readonly NamedGroup[] => {
    const cell = cells[row] ?? null;
    if (typeof name !== 'string' || cell === null || typeof cell === 'boolean') return [];
    const area = areas[row] ?? null;
    return [
      {
        name,
        cell: BigInt(cell),
        area: typeof area === 'string' ? area : null,
        count: Number(counts[row]),
        longitudes: Number(longitudes[row]),
        latitudes: Number(latitudes[row]),
      },
    ];
  });
}

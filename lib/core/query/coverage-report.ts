import type { ResultCoverage } from '#core/model/result.ts';
import { monthText } from './calendar.ts';
import { liesInAny, parentsOf } from './places.ts';
import type { Query, QueryDataset } from './query.ts';
import { monthsAsked } from './supplied.ts';

/** What was supplied of each dataset within what was asked for. */
export function coverageReport(query: Query): readonly ResultCoverage[] {
  return query.datasets.map((dataset) => reportOf(query, dataset));
}

function reportOf(query: Query, dataset: QueryDataset): ResultCoverage {
  const { supply, view } = dataset;
  const asked = monthsAsked({ ...query, datasets: [dataset] });
  const supplied = asked.filter((month) => supply.has(month));
  const [from] = supplied;
  const to = supplied.at(-1);
  if (from === undefined || to === undefined)
    return { dataset: view.dataset, from: null, to: null, missingMonths: [], missingAreas: [] };
  const missing = asked.filter((month) => month > from && month < to && !supply.has(month));
  return {
    dataset: view.dataset,
    from: monthText(from),
    to: monthText(to),
    missingMonths: missing.map(monthText),
    missingAreas: missingAreas(
      query,
      supplied.flatMap((month) => supply.get(month) ?? []),
    ),
  };
}

function missingAreas(
  { places, space }: Query,
  limited: readonly ReadonlySet<string>[],
): ResultCoverage['missingAreas'] {
  const [first] = limited.flatMap((areas) => [...areas]);
  const set = first === undefined ? null : places.find(first);
  if (set === null) return [];
  const { level } = set.geography;
  const asked = space.areas === null ? null : new Set(space.areas.flatMap((one) => one.codes));
  const above = parentsOf(places, asked ?? []);
  const touched = (code: string) =>
    asked === null || liesInAny(places, level, code, asked) || above.has(code);
  return set.areas
    .filter(({ code }) => limited.some((areas) => !areas.has(code)) && touched(code))
    .map(({ code, name }) => ({ code, name }));
}

import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import type { DatasetView } from '#core/view/view.ts';
import { namedSearch } from './search.ts';

/** A query that somebody saved, as far as a profile can name what it is made of. */
export type Disclosed = {
  /** Query string of the explorer's address, without `?`. */
  readonly search: string;
  /** The very same where all of it can be named; null: nothing can. */
  readonly spec: ParsedQuerySpec | null;
  /** Whether anything was left out: what the profile hides and what is no longer there look the same. */
  readonly leftOut: boolean;
};

/** What a profile can name of the datasets of a query. */
export type Naming = {
  readonly dataset: (id: string) => boolean;
  readonly field: (name: string) => boolean;
  /** Whether exact places are shown, and so a shape or circle that somebody drew. */
  readonly places: boolean;
};

/**
 * What of a saved query may be shown under these views, which are those of its datasets that the viewer's profile shows.
 * A shape or circle tells of a place, so that it takes exact places. An address of which anything is left out keeps only
 * what is known to name nothing.
 */
export function disclose(
  saved: { readonly search: string; readonly spec: ParsedQuerySpec },
  views: readonly DatasetView[],
): Disclosed {
  const naming = namingOf(views);
  const { spec, leftOut } = namedSpec(saved.spec, naming);
  if (spec === null) return { search: '', spec, leftOut };
  const search = namedSearch(saved.search, naming, !leftOut);
  return { search: search.text, spec, leftOut: leftOut || search.leftOut };
}

function namingOf(views: readonly DatasetView[]): Naming {
  const shows = (view: DatasetView, name: string) => {
    const field = view.field(name) ?? view.common(name);
    return field === null ? view.standard(name) !== null : field.inQuery || field.inOutput;
  };
  return {
    dataset: (id) => views.some((view) => view.dataset === id),
    field: (name) => views.length > 0 && views.every((view) => shows(view, name)),
    places: views.length > 0 && views.every(({ access }) => access.precision.exact),
  };
}

function namedSpec(spec: ParsedQuerySpec, { dataset, field, places }: Naming): Omit<Disclosed, 'search'> {
  let left = 0;
  const keep = <Item>(items: readonly Item[], isNamed: (item: Item) => boolean): Item[] => {
    const kept = items.filter(isNamed);
    left += items.length - kept.length;
    return kept;
  };
  const isNamed = (item: object) => !('field' in item) || field(String(item.field));
  const { datasets, where, groupBy, measures, records, sort: _sort, ...rest } = spec;
  const shown = keep(datasets, dataset);
  if (shown.length === 0) return { spec: null, leftOut: true };
  const { time, space, fields } = where ?? {};
  const { areas, within, near } = space ?? {};
  const hidesShape = !places && (within !== undefined || near !== undefined);
  if (hidesShape) left += 1;
  const named = {
    ...(groupBy === undefined ? {} : { groupBy: keep(groupBy, isNamed) }),
    ...(measures === undefined ? {} : { measures: keep(measures, isNamed) }),
    ...(records === undefined ? {} : { records: { fields: keep(records.fields, field) } }),
  };
  const filters = {
    ...(time === undefined ? {} : { time }),
    ...(space === undefined ? {} : { space: !hidesShape ? space : areas === undefined ? {} : { areas } }),
    ...(fields === undefined ? {} : { fields: keep(fields, isNamed) }),
  };
  if (left === 0) return { spec, leftOut: false };
  return {
    spec: {
      ...rest,
      datasets: shown,
      ...(where === undefined ? {} : { where: filters }),
      ...named,
    },
    leftOut: true,
  };
}

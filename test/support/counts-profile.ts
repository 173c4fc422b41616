import { type DatasetAccess, wholeAccess } from '#core/access/profile.ts';
import type { QueryContext } from '#core/query/resolve.ts';
import { viewFor } from '#core/view/view.ts';
import type { FixtureDataset } from './fixture-lake.ts';

/** Access to counts only of all fields, by borough, ward and large cells. */
export function countsAccess(
  { definition }: Pick<FixtureDataset, 'definition'>,
  more: Partial<DatasetAccess> = {},
): DatasetAccess {
  return {
    ...wholeAccess(definition),
    precision: { exact: false, cell: 8, levels: ['borough', 'ward'] },
    kind: 'counts',
    minimumCount: 3,
    ...more,
  };
}

/** The same context for a profile that shows some datasets as this says; others stay as they are. */
export function contextUnder(
  context: QueryContext,
  datasets: readonly FixtureDataset[],
  accessOf: (dataset: FixtureDataset) => DatasetAccess,
): QueryContext {
  const views = datasets.map((dataset) => viewFor(dataset.definition, accessOf(dataset), 202603));
  return {
    ...context,
    views: new Map([...context.views, ...views.map((view) => [view.dataset, view] as const)]),
  };
}

/** What a case of the table is asked against. */
export function contextOfCase(
  context: QueryContext,
  datasets: readonly FixtureDataset[],
  one: { readonly counts?: true },
): QueryContext {
  return one.counts === true ? contextUnder(context, datasets, countsAccess) : context;
}

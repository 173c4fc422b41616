import { type Manifest, recordsOf } from '#core/model/manifest.ts';
import { scanOf } from '#core/query/source.ts';
import { column } from '#core/sql/build.ts';
import type { Statement } from '#core/sql/tree.ts';
import type { DatasetView } from '#core/view/view.ts';

/** A statement that lists the ids of the records that a view lets through. */
export function recordIds(view: DatasetView, manifest: Manifest): Statement {
  const id = column('record_id');
  const dataset = { view, manifest, periods: recordsOf(manifest), supply: new Map() };
  return {
    query: {
      node: 'select',
      columns: [{ value: id, as: 'record_id' }],
      from: scanOf(dataset, [id]),
      where: null,
      groupBy: null,
      orderBy: [],
      limit: null,
    },
  };
}

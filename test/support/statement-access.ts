import type { EngineAccess } from '#core/access/engine-access.ts';
import { brandId, type DatasetId, type UserId } from '#core/model/id.ts';
import type { QueryContext } from '#core/query/resolve.ts';
import type { Scan, Select, Statement } from '#core/sql/tree.ts';

/** Access to just what a statement reads: for tests of engines that are not about access. */
export function accessOfStatement(statement: Statement): EngineAccess {
  const tables = new Map<DatasetId, { columns: string[]; rowFilter: null }>();
  for (const { dataset, columns } of scansOf(statement.query)) {
    const table = tables.get(dataset) ?? { columns: [], rowFilter: null };
    table.columns.push(...columns.map(({ name }) => name).filter((name) => !table.columns.includes(name)));
    tables.set(dataset, table);
  }
  return { profile: 'test', version: 1, person: brandId<UserId>('test'), tables };
}

/** Access to what the views of a context show, as queries run in the product. */
export function accessOfContext({ views, manifests }: QueryContext): EngineAccess {
  const tables = new Map(
    [...views].map(([dataset, view]) => [dataset, view.table(manifests.get(dataset)?.geography ?? {})]),
  );
  return { profile: 'test', version: 1, person: brandId<UserId>('test'), tables };
}

function scansOf({ from }: Select): readonly Scan[] {
  return from.node === 'scan' ? [from] : from.terms.flatMap(scansOf);
}

import type { EngineAccess } from '#core/access/engine-access.ts';
import { brandId, type DatasetId, type UserId } from '#core/model/id.ts';
import type { QueryContext } from '#core/query/resolve.ts';
import type { Scan, Select, Statement } from '#core/sql/tree.ts';

/** Access to just what a statement reads: for tests of engines that are not about access. */
export function accessOfStatement(statement: Statement): EngineAccess {
  const tables = new Map<DatasetId, { columns: string[]; rowFilter: null }>();
  const rollups: typeof tables = new Map();
  for (const { dataset, kind, columns } of scansOf(statement.query)) {
    const table = tables.get(dataset) ?? { columns: [], rowFilter: null };
    tables.set(dataset, table);
    const read = kind === 'records' ? table : (rollups.get(dataset) ?? { columns: [], rowFilter: null });
    if (kind === 'rollup') rollups.set(dataset, read);
    read.columns.push(...columns.map(({ name }) => name).filter((name) => !read.columns.includes(name)));
  }
  return { profile: 'test', version: 1, person: brandId<UserId>('test'), tables, rollups };
}

/** Access to what the views of a context show, as queries run in the product. */
export function accessOfContext({ views, manifests }: QueryContext): EngineAccess {
  const tables = new Map(
    [...views].map(([dataset, view]) => [dataset, view.table(manifests.get(dataset)?.geography ?? {})]),
  );
  const rollups = new Map(
    [...views].flatMap(([dataset, view]) => {
      const access = view.rollup(manifests.get(dataset)?.geography ?? {});
      return access === null ? [] : [[dataset, access] as const];
    }),
  );
  return { profile: 'test', version: 1, person: brandId<UserId>('test'), tables, rollups };
}

function scansOf({ from }: Select): readonly Scan[] {
  return from.node === 'scan' ? [from] : from.terms.flatMap(scansOf);
}

import { accessFor } from '#app/access/access.ts';
import { currentPins, loadContext } from '#app/query/context.ts';
import { allRows, oneRow, startPlan, statusOfAll } from '#app/query/execution.ts';
import { parsedSpec } from '#app/query/settle.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { compileQuery } from '#core/query/compile.ts';
import { engineAccessOf } from '#core/query/engine-access.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import type { Comparison } from './harness.ts';
import { type BenchHistory, OPERATOR } from './history.ts';

const WAIT_MS = 60_000;
const ROWS = 1_000;
/** A roll-up that takes longer than the records is not worth its bytes. */
const MOST = 1;
const count = [{ measure: 'count' }] as const;

/** What overviews ask. */
const SPECS: Readonly<Record<string, Pick<QuerySpec, 'where' | 'groupBy'>>> = {
  'months and categories': { groupBy: [{ time: 'month' }, { field: 'category' }] },
  'boroughs and categories': { groupBy: [{ area: 'borough' }, { field: 'category' }] },
  'outcomes of a category': {
    where: { fields: [{ field: 'category', in: ['Robbery'] }] },
    groupBy: [{ field: 'outcome' }],
  },
};

/** Questions that a roll-up answers, from it and from the records, with the same engine: statements only. */
export async function rollupQueries({ local: { platform } }: BenchHistory): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const [name, asked] of Object.entries(SPECS)) {
    const spec = parsedSpec({ datasets: ['mps-crime'], measures: [...count], ...asked });
    const pins = await currentPins(platform, await accessFor(platform, OPERATOR), spec);
    const context = await loadContext(platform, spec, pins);
    const answer = (under: typeof context) => {
      const query = resolveQuery(spec, under);
      const plan = compileQuery(query, ROWS);
      const access = engineAccessOf(query, pins.profile, OPERATOR.user);
      const run = async () => {
        const executions = await startPlan(platform, plan, access);
        await statusOfAll(platform, executions, WAIT_MS);
        const { columns } = await allRows(platform, executions.main);
        const rest = executions.rest === null ? null : await oneRow(platform, executions.rest);
        const rows = (columns[0] ?? []).map((_, row) => columns.map((values) => values[row]));
        return [rows.map((row) => row.join(' ')).sort(), rest?.('not_mapped'), rest?.('outside_coverage')];
      };
      return { run, isRolledUp: plan.choices.every(({ table }) => table === 'rollup') };
    };
    const [counted, records] = [answer(context), answer({ ...context, rollups: new Map() })];
    if (!counted.isRolledUp) throw new Error(`${name}: there is no roll-up that answers it`);
    comparisons.push({
      name: `${name}: roll-up against records`,
      most: MOST,
      measured: counted.run,
      reference: records.run,
    });
  }
  return comparisons;
}

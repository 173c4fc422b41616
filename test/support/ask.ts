import type { QueryEngine } from '#app/ports.ts';
import type { EngineAccess } from '#core/access/engine-access.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { ResultColumn } from '#core/model/result.ts';
import { balanceOf, balanceOfList } from '#core/query/balance.ts';
import { compileQuery } from '#core/query/compile.ts';
import { completeResult, type EngineRows } from '#core/query/complete.ts';
import { recordColumns } from '#core/query/record-page.ts';
import { type QueryContext, resolveQuery } from '#core/query/resolve.ts';
import type { Statement } from '#core/sql/tree.ts';
import { accessOfStatement } from './statement-access.ts';

/** An answer as tests compare it: rows of cells, and how the records divide. */
export type Answer = {
  readonly names: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly mapped: number | 'c';
  readonly notMapped: number | 'c';
  readonly outsideCoverage: number | 'c';
};

/** Runs one statement and gives all its rows. */
export type Runner = (statement: Statement) => Promise<EngineRows>;

/** A runner over an engine of the product, which lets a statement read all that it asks for unless `access` is given. */
export function engineRunner(engine: QueryEngine, access?: EngineAccess): Runner {
  return async (statement) => {
    const id = await engine.start(statement, {
      timeoutMs: 30_000,
      access: access ?? accessOfStatement(statement),
    });
    const status = await engine.status(id, 30_000);
    if (status.state !== 'succeeded') throw new Error(`${status.state}: ${status.failure}`);
    return engine.page(id, 0, 300_000);
  };
}

/** Asks a spec, whole, through a runner. */
export async function ask(run: Runner, context: QueryContext, spec: QuerySpec): Promise<Answer> {
  const query = resolveQuery(spec, context);
  const plan = compileQuery(query, query.limit ?? 1_000);
  const main = await run(plan.main);
  const rest = plan.rest === null ? null : numbers(await run(plan.rest));
  const left = rest === null ? null : (name: string) => rest.get(name) ?? 0;
  if (query.records !== null) {
    const count = plan.count === null ? 0 : (numbers(await run(plan.count)).get('mapped') ?? 0);
    return { ...rowsOf(recordColumns(query, main)), ...balanceOfList(count, left) };
  }
  const complete = completeResult(query, main);
  return { ...rowsOf(complete.columns), ...balanceOf(query, complete, left) };
}

function numbers({ names, columns }: EngineRows): ReadonlyMap<string, number> {
  return new Map(names.map((name, index) => [name, Number(columns[index]?.[0] ?? 0)]));
}

function rowsOf(columns: readonly ResultColumn[]) {
  const length = columns[0]?.values.length ?? 0;
  return {
    names: columns.map(({ name }) => name),
    rows: Array.from({ length }, (_, row) => columns.map(({ values }) => values[row] ?? null)),
  };
}

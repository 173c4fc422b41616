import { AppError } from '#core/model/error.ts';
import { QUERY_LIMITS } from '#core/model/query-spec.ts';
import { column } from '#core/sql/build.ts';
import type { Select, Statement } from '#core/sql/tree.ts';
import { printTrino } from '#core/sql/trino.ts';
import { inputsOf, keyValue, recordValue } from './output.ts';
import { isUnited, type Query } from './query.ts';
import { restStatement } from './rest.ts';
import { COUNT, sourceOf, total } from './source.ts';

/**
 * The statements that answer a query, to be started together. `main`: the groups or records. `count`: how many records
 * there are, for a list of records. `rest`: two numbers, records that are not mapped and records outside coverage;
 * null when there can be neither.
 */
export type Plan = {
  readonly main: Statement;
  readonly count: Statement | null;
  readonly rest: Statement | null;
};

const MOST_BYTES = 262_144;
/** Groups beyond which an answer is refused: no table, chart or map would show them. */
export const MOST_GROUPS = QUERY_LIMITS.rows;

/**
 * Compiles a query. `rows` is how many records to fetch at most. Fails with QUERY_TOO_LARGE when a statement would be
 * longer than Athena takes.
 */
export function compileQuery(query: Query, rows: number): Plan {
  const plan =
    query.records === null
      ? { main: groupStatement(query), count: null, rest: restStatement(query) }
      : { main: recordStatement(query, rows), count: countStatement(query), rest: restStatement(query) };
  for (const statement of [plan.main, plan.count, plan.rest]) if (statement !== null) checkLength(statement);
  return plan;
}

function checkLength(statement: Statement): void {
  const printed = printTrino(statement, { catalog: 'awsdatacatalog', schema: 'safestats' });
  const bytes = new TextEncoder().encode(printed).length;
  if (bytes > MOST_BYTES)
    throw new AppError(
      'QUERY_TOO_LARGE',
      `the query takes ${bytes} bytes when written out and ${MOST_BYTES} are allowed: use larger areas instead of many small ones, fewer corners in the shape, or fewer datasets at once`,
    );
}

function groupStatement(query: Query): Statement {
  const inputs = inputsOf(query);
  const source = sourceOf(query, (dataset) => [
    ...query.keys.map((key) => ({
      value: keyValue(key, dataset, isUnited(query), query.places),
      as: key.name,
    })),
    ...inputs.flatMap((input) =>
      input.value === null ? [] : [{ value: input.value(dataset), as: input.from }],
    ),
  ]);
  const select: Select = {
    node: 'select',
    columns: [
      ...query.keys.map((key) => ({ value: source.value(key.name), as: key.name })),
      ...inputs.map(({ of, value, from, as }) => ({
        value: { node: 'aggregate', of, term: value === null ? null : source.value(from) } as const,
        as,
      })),
    ],
    from: source.from,
    where: source.where,
    groupBy: query.keys.length,
    orderBy: [],
    limit: query.keys.length === 0 ? null : MOST_GROUPS + 1,
  };
  return { query: select };
}

function recordStatement(query: Query, rows: number): Statement {
  const fields = query.records ?? [];
  const hashed = ['record_key', 'record_id'];
  const source = sourceOf(query, (dataset) => [
    ...fields.map((field) => ({ value: recordValue(field, dataset, isUnited(query)), as: field.name })),
    ...hashed
      .filter((as) => fields.every((field) => field.name !== as))
      .map((as) => ({ value: column(as), as })),
  ]);
  const sorted = query.sort.map(({ by, descending }) => ({
    by: fields.findIndex((field) => field.name === by) + 1,
    descending,
  }));
  const others = fields
    .map((_, index) => index + 1)
    .filter((position) => sorted.every((order) => order.by !== position));
  const orders = [...sorted, ...others.map((by) => ({ by, descending: false }))];
  const select: Select = {
    node: 'select',
    columns: fields.map((field) => ({ value: source.value(field.name), as: field.name })),
    from: source.from,
    where: source.where,
    groupBy: null,
    orderBy: [...orders, ...hashed.map((name) => ({ by: source.value(name), descending: false }))],
    limit: rows,
  };
  return { query: select };
}

function countStatement(query: Query): Statement {
  const source = sourceOf(query, () => []);
  return { query: total([{ value: COUNT, as: 'mapped' }], source.from, source.where) };
}

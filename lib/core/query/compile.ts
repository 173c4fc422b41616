import { AppError } from '#core/model/error.ts';
import { QUERY_LIMITS } from '#core/model/query-spec.ts';
import { column } from '#core/sql/build.ts';
import type { Select, Statement } from '#core/sql/tree.ts';
import { printTrino } from '#core/sql/trino.ts';
import { inputsOf, keyValue, recordValue } from './output.ts';
import { chooseTables, onTables, type TableChoice } from './plan.ts';
import { isUnited, type Query } from './query.ts';
import { restStatement } from './rest.ts';
import { COUNT, countOf, sourceOf, total, WEIGHT, weightItems } from './source.ts';

/**
 * The statements that answer a query, to be started together. `main`: the groups or records. `count`: how many records
 * there are, for a list of records. `rest`: two numbers, records that are not mapped and records outside coverage;
 * null when there can be neither. `choices`: where each dataset is read, and why.
 */
export type Plan = {
  readonly main: Statement;
  readonly count: Statement | null;
  readonly rest: Statement | null;
  readonly choices: readonly TableChoice[];
};

type Statements = Pick<Plan, 'main' | 'count' | 'rest'>;

/** Name of the column that every list of records has, asked for or not: their references are made of it. */
export const RECORD_ID = 'record_id';
const MOST_BYTES = 262_144;
/** Groups beyond which an answer is refused: no table, chart or map would show them. */
export const MOST_GROUPS = QUERY_LIMITS.rows;

/**
 * Compiles a query, read from roll-ups where they have all that it takes. `rows` is how many records to fetch at most.
 * Fails with QUERY_TOO_LARGE when a statement would be longer than Athena takes.
 */
export function compileQuery(query: Query, rows: number): Plan {
  const onRecords = statementsOf(query, rows);
  const choices = chooseTables(query, [onRecords.main, onRecords.rest]);
  const planned = onTables(query, choices);
  const statements = planned === query ? onRecords : statementsOf(planned, rows);
  for (const statement of [statements.main, statements.count, statements.rest])
    if (statement !== null) checkLength(statement);
  return { ...statements, choices };
}

function statementsOf(query: Query, rows: number): Statements {
  if (query.records === null) return { main: groupStatement(query), count: null, rest: restStatement(query) };
  return { main: recordStatement(query, rows), count: countStatement(query), rest: restStatement(query) };
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
    ...weightItems(query, dataset),
  ]);
  const isWeighed = query.datasets.some(({ rolledUp }) => rolledUp);
  const select: Select = {
    node: 'select',
    columns: [
      ...query.keys.map((key) => ({ value: source.value(key.name), as: key.name })),
      ...inputs.map(({ of, value, from, as }) => ({
        value:
          value !== null
            ? ({ node: 'aggregate', of, term: source.value(from) } as const)
            : isWeighed
              ? countOf(source.value(WEIGHT))
              : COUNT,
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
  const hashed = ['record_key', RECORD_ID];
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
    columns: [
      ...fields.map((field) => ({ value: source.value(field.name), as: field.name })),
      ...(fields.some(({ name }) => name === RECORD_ID)
        ? []
        : [{ value: source.value(RECORD_ID), as: RECORD_ID }]),
    ],
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

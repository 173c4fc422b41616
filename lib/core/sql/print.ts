import { encodeInteger, encodeName, encodeText } from './literal.ts';
import type { Edge, Expression, Order, Scan, Select, SqlType, Statement, Union } from './tree.ts';

const CONDITIONS: ReadonlySet<Expression['node']> = new Set(['compare', 'in', 'isNull', 'not']);

/** All in which the engines differ. Printing asks these and never which engine it is. */
export type Dialect = {
  /** The operator that divides integers and drops the remainder. */
  readonly integerDivision: string;
  /** Whether a sum of integers is wider than BIGINT until it is cast. */
  readonly widensSums: boolean;
  /** The count of a `crossings` node, in a form that the engine can hold for hundreds of edges. */
  readonly countCrossings: (x: string, y: string, edges: readonly Edge[]) => string;
  /** How a scan with rows is read: what stands after FROM, and what must hold besides the query's own conditions. */
  readonly readScan: (scan: Scan) => { readonly from: string; readonly where: string | null };
};

/** The statement as text. */
export function printStatement(statement: Statement, dialect: Dialect): string {
  return printSelect(statement.query, dialect);
}

function printSelect(select: Select, dialect: Dialect): string {
  const columns = select.columns.map((item) => {
    const value = printExpression(item.value, dialect);
    return value === encodeName(item.as) ? value : `${value} AS ${encodeName(item.as)}`;
  });
  const source = printSource(select.from, dialect);
  const where = [source.where, select.where === null ? null : printCondition(select.where, dialect)].filter(
    (term) => term !== null,
  );
  const clauses = [
    `SELECT ${columns.join(', ')}`,
    `FROM ${source.from}`,
    where.length === 0 ? null : `WHERE ${where.join(' AND ')}`,
    select.groupBy === null || select.groupBy === 0
      ? null
      : `GROUP BY ${select.columns
          .slice(0, select.groupBy)
          .map((_, index) => index + 1)
          .join(', ')}`,
    select.orderBy.length === 0
      ? null
      : `ORDER BY ${select.orderBy.map((order) => printOrder(order, dialect)).join(', ')}`,
    select.limit === null ? null : `LIMIT ${encodeInteger(select.limit)}`,
  ];
  return clauses.filter((clause) => clause !== null).join(' ');
}

function printSource(source: Scan | Union, dialect: Dialect): { from: string; where: string | null } {
  switch (source.node) {
    case 'scan':
      return source.periods.length === 0
        ? { from: `(${printEmpty(source)}) AS "nothing"`, where: null }
        : printScan(source, dialect);
    case 'union':
      return {
        from: `(${source.terms.map((term) => printSelect(term, dialect)).join(' UNION ALL ')}) AS "united"`,
        where: null,
      };
  }
}

function printScan(scan: Scan, dialect: Dialect): { from: string; where: string | null } {
  const { from, where } = dialect.readScan(scan);
  if (scan.rule === null) return { from, where };
  const rule = printCondition(scan.rule, dialect);
  return { from, where: where === null ? rule : `${where} AND ${rule}` };
}

function printEmpty(scan: Scan): string {
  const columns = scan.columns.map((item) => `${printNull(item.type)} AS ${encodeName(item.name)}`);
  return `SELECT ${columns.length === 0 ? '0 AS "none"' : columns.join(', ')} WHERE 1 = 0`;
}

function printOrder(order: Order, dialect: Dialect): string {
  const by = typeof order.by === 'number' ? encodeInteger(order.by) : printExpression(order.by, dialect);
  return `${by} ${order.descending ? 'DESC' : 'ASC'} NULLS LAST`;
}

function printNull(type: SqlType): string {
  return `CAST(NULL AS ${type})`;
}

/** As a term of a conjunction: brackets only where AND would bind tighter. */
function printCondition(expression: Expression, dialect: Dialect): string {
  if (expression.node === 'logic' && expression.op === 'AND')
    return expression.terms.map((term) => printExpression(term, dialect)).join(' AND ');
  return printExpression(expression, dialect);
}

function printExpression(expression: Expression, dialect: Dialect): string {
  const print = (term: Expression): string => printExpression(term, dialect);
  const operand = (term: Expression): string =>
    CONDITIONS.has(term.node) ? `(${print(term)})` : print(term);
  switch (expression.node) {
    case 'integer':
      return encodeInteger(expression.value);
    case 'text':
      return encodeText(expression.value);
    case 'boolean':
      return expression.value ? 'TRUE' : 'FALSE';
    case 'null':
      return printNull(expression.type);
    case 'column':
      return encodeName(expression.name);
    case 'compare':
      return `${operand(expression.left)} ${expression.op} ${operand(expression.right)}`;
    case 'logic':
      return `(${expression.terms.map(print).join(` ${expression.op} `)})`;
    case 'not':
      return `NOT (${print(expression.term)})`;
    case 'in':
      return `${operand(expression.term)} IN (${expression.values.map(print).join(', ')})`;
    case 'isNull':
      return `${operand(expression.term)} IS NULL`;
    case 'arithmetic': {
      const op = expression.op === '/' ? dialect.integerDivision : expression.op;
      return `(${print(expression.left)} ${op} ${print(expression.right)})`;
    }
    case 'case': {
      const branches = expression.branches.map(
        (branch) => `WHEN ${print(branch.when)} THEN ${print(branch.value)}`,
      );
      const otherwise = expression.otherwise === null ? '' : ` ELSE ${print(expression.otherwise)}`;
      return `CASE ${branches.join(' ')}${otherwise} END`;
    }
    case 'cast':
      return `CAST(${print(expression.term)} AS ${expression.type})`;
    case 'crossings':
      return dialect.countCrossings(print(expression.x), print(expression.y), expression.edges);
    case 'aggregate':
      return printAggregate(expression, dialect);
  }
}

function printAggregate(expression: Extract<Expression, { node: 'aggregate' }>, dialect: Dialect): string {
  const term = expression.term === null ? '*' : printExpression(expression.term, dialect);
  switch (expression.of) {
    case 'count':
      return `COUNT(${term})`;
    case 'distinct':
      return `COUNT(DISTINCT ${term})`;
    case 'sum':
      return dialect.widensSums ? `CAST(SUM(${term}) AS BIGINT)` : `SUM(${term})`;
  }
}

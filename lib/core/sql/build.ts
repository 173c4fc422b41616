import type { Arithmetic, CaseBranch, Comparison, Edge, Expression, Literal, SqlType } from './tree.ts';

/** The expression that always holds; `and` of nothing. */
export const TRUE: Expression = { node: 'boolean', value: true };
/** The expression that never holds; `or` of nothing. */
export const FALSE: Expression = { node: 'boolean', value: false };

/** A column of the scan or of the union below. */
export function column(name: string): Expression {
  return { node: 'column', name };
}

/** A whole number within 64 bits. */
export function integer(value: number | bigint): Literal {
  return { node: 'integer', value };
}

/** A text constant. */
export function text(value: string): Literal {
  return { node: 'text', value };
}

/** NULL of a type, for a column that a publication does not have. */
export function nullOf(type: SqlType): Expression {
  return { node: 'null', type };
}

/** A comparison; NULL when a side is NULL. */
export function compare(left: Expression, op: Comparison, right: Expression): Expression {
  return { node: 'compare', op, left, right };
}

/** All of the terms; constants and nested conjunctions are folded. */
export function and(...terms: readonly (Expression | null)[]): Expression {
  return fold('AND', terms);
}

/** Any of the terms; constants and nested disjunctions are folded. */
export function or(...terms: readonly (Expression | null)[]): Expression {
  return fold('OR', terms);
}

/** The opposite; NULL stays NULL. */
export function not(term: Expression): Expression {
  if (term.node === 'boolean') return { node: 'boolean', value: !term.value };
  return term.node === 'not' ? term.term : { node: 'not', term };
}

/** Whether the term is one of the values; NULL when the term is; never for no values. */
export function isIn(term: Expression, values: readonly Literal[]): Expression {
  const [only] = values;
  if (only === undefined) return FALSE;
  return values.length === 1 ? compare(term, '=', only) : { node: 'in', term, values };
}

/** Whether the term is NULL. */
export function isNull(term: Expression): Expression {
  return { node: 'isNull', term };
}

/** Both ends included; an end that is null is open. */
export function between(
  term: Expression,
  low: number | bigint | null,
  high: number | bigint | null,
): Expression {
  if (low !== null && low === high) return compare(term, '=', integer(low));
  return and(
    low === null ? null : compare(term, '>=', integer(low)),
    high === null ? null : compare(term, '<=', integer(high)),
  );
}

/** Integer arithmetic. */
export function arithmetic(left: Expression, op: Arithmetic, right: Expression): Expression {
  return { node: 'arithmetic', op, left, right };
}

/** The first branch that holds, else `otherwise`, else NULL. */
export function choose(branches: readonly CaseBranch[], otherwise: Expression | null): Expression {
  return { node: 'case', branches, otherwise };
}

/** The same value as another type. */
export function cast(term: Expression, type: SqlType): Expression {
  return { node: 'cast', type, term };
}

/** How many of the edges a ray from the point to the east crosses; `x` and `y` are BIGINT. */
export function crossings(x: Expression, y: Expression, edges: readonly Edge[]): Expression {
  return { node: 'crossings', x, y, edges };
}

/** 1 where the condition is true, 0 where it is false or NULL. */
export function indicator(condition: Expression): Expression {
  if (condition.node === 'boolean') return integer(condition.value ? 1 : 0);
  return choose([{ when: condition, value: integer(1) }], integer(0));
}

/** True or false, never NULL: whether the condition is true. */
export function isTrue(condition: Expression): Expression {
  return choose([{ when: condition, value: TRUE }], FALSE);
}

function fold(op: 'AND' | 'OR', terms: readonly (Expression | null)[]): Expression {
  const absorbing = op === 'OR';
  const kept: Expression[] = [];
  for (const term of terms) {
    if (term === null) continue;
    if (term.node === 'boolean') {
      if (term.value === absorbing) return term;
    } else if (term.node === 'logic' && term.op === op) kept.push(...term.terms);
    else kept.push(term);
  }
  const [first] = kept;
  if (first === undefined) return { node: 'boolean', value: !absorbing };
  return kept.length === 1 ? first : { node: 'logic', op, terms: kept };
}

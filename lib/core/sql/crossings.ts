import { encodeInteger } from './literal.ts';
import type { Edge } from './tree.ts';

/**
 * How many edges a ray from the point to the east crosses, as one CASE for each. In Trino some 150 of them are more
 * than one compiled method can hold (QUERY_EXCEEDED_COMPILER_LIMIT); in DuckDB this is the fastest form.
 */
export function addCrossings(x: string, y: string, edges: readonly Edge[]): string {
  if (edges.length === 0) return '0';
  const terms = edges.map(([x1, y1, x2, y2]) => {
    const [west, south, north, width, height] = numbers([x1, y1, y2, x2 - x1, y2 - y1]);
    const crossed = `${y} >= ${south} AND ${y} < ${north} AND (${x} - ${west}) * ${height} < (${y} - ${south}) * ${width}`;
    return `CASE WHEN ${crossed} THEN 1 ELSE 0 END`;
  });
  return balanced(terms);
}

/** The same as one function over an array of edges: its code does not grow with their number. */
export function filterCrossings(x: string, y: string, edges: readonly Edge[]): string {
  if (edges.length === 0) return '0';
  const rows = edges.map(([x1, y1, x2, y2]) => `ROW(${numbers([x1, y1, y2, x2 - x1, y2 - y1]).join(', ')})`);
  const type = 'ARRAY(ROW(BIGINT, BIGINT, BIGINT, BIGINT, BIGINT))';
  const crossed = `${y} >= e[2] AND ${y} < e[3] AND (${x} - e[1]) * e[5] < (${y} - e[2]) * e[4]`;
  return `CARDINALITY(FILTER(CAST(ARRAY[${rows.join(', ')}] AS ${type}), e -> ${crossed}))`;
}

function numbers(values: readonly number[]): readonly string[] {
  return values.map(encodeInteger);
}

/** Hundreds of terms in a row would nest as deep. */
function balanced(terms: readonly string[]): string {
  const [first = '0'] = terms;
  if (terms.length === 1) return first;
  const middle = Math.ceil(terms.length / 2);
  return `(${balanced(terms.slice(0, middle))} + ${balanced(terms.slice(middle))})`;
}

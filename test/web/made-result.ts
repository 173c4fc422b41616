import type { QueryResult } from '#core/model/result.ts';

/** A whole answer with these columns and nothing to say besides; `change`: what it has else. */
export function madeResult(columns: QueryResult['columns'], change: Partial<QueryResult> = {}): QueryResult {
  return {
    columns,
    rowCount: columns[0]?.values.length ?? 0,
    cut: false,
    words: '',
    publications: [],
    coverage: [],
    mapped: 0,
    notMapped: 0,
    outsideCoverage: 0,
    suppressed: 0,
    notes: [],
    nextCursor: null,
    ...change,
  };
}

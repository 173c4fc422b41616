import { useQuery } from '@tanstack/react-query';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult } from '#core/model/result.ts';
import { answerKey } from '../api/hooks.ts';
import { runQuery } from '../api/query-run.ts';
import { useSite } from '../session/context.tsx';

/** Rows of a page of records, and how many records can be leafed through. */
export const PAGE_ROWS = 100;
export const MOST_LISTED = 10_000;

/** A page of records: of which query, and from which place on. */
export type Page = { readonly id: string; readonly cursor: string };

/** A page of a list of records; the first asks the query, the others go on in it. */
export function useRecordPage(spec: QuerySpec, page: Page | null) {
  const { api } = useSite();
  return useQuery<{ readonly id: string; readonly words: string; readonly result: QueryResult }>({
    queryKey: [...answerKey(spec), 'records', page?.cursor ?? null],
    queryFn: async ({ signal }) => {
      if (page === null)
        return runQuery(api, { ...spec, limit: MOST_LISTED }, signal, { firstRows: PAGE_ROWS });
      const path = `/queries/${page.id}/result?limit=${PAGE_ROWS}&cursor=${encodeURIComponent(page.cursor)}`;
      const result = await api.get<QueryResult>(path, signal);
      return { id: page.id, words: result.words, result };
    },
  });
}

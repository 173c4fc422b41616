import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ApiClient } from '../api/client.ts';
import { usePreview, useSite } from '../session/context.tsx';
import type { Comparison, NoticePage, Saved, SavedPage, Scope } from './types.ts';

/** How often the inbox is looked at while the page is open. */
const LOOK_MS = 120_000;
const AGAIN_MS = 500;

/** Saved queries of one scope with all of these words, page by page. */
export function useSavedList(scope: Scope, words: string) {
  const { api } = useSite();
  const query = useInfiniteQuery({
    queryKey: ['saved', 'list', scope, words],
    queryFn: ({ pageParam, signal }) => {
      const params = new URLSearchParams({ scope });
      if (words !== '') params.set('q', words);
      if (pageParam !== null) params.set('cursor', pageParam);
      return api.get<SavedPage>(`/saved-queries?${params}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
    staleTime: 0,
  });
  return { query, items: query.data?.pages.flatMap((page) => page.items) };
}

export function useSaved(id: string | null) {
  const { api } = useSite();
  return useQuery({
    queryKey: ['saved', 'one', id],
    queryFn: ({ signal }) => api.get<Saved>(`/saved-queries/${id}`, signal),
    enabled: id !== null,
    staleTime: 0,
  });
}

/** What moved in a saved query; asked once each time that it is opened. */
export function useComparison(id: string, etag: string, opened: string) {
  const { api } = useSite();
  const preview = usePreview();
  return useQuery({
    queryKey: ['saved', 'moved', id, etag, opened, preview?.id],
    queryFn: ({ signal }) => compare(api, id, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Asks a saved query and waits for what moved. */
export async function compare(api: ApiClient, id: string, signal?: AbortSignal): Promise<Comparison> {
  const key = crypto.randomUUID();
  for (;;) {
    const comparison = await api.post<Comparison>(`/saved-queries/${id}/comparison`, undefined, signal, key);
    if (comparison.state !== 'running') return comparison;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    signal?.throwIfAborted();
  }
}

/** What one was told of saved queries: the newest. */
export function useNotices() {
  const { api } = useSite();
  return useQuery({
    queryKey: ['notices'],
    queryFn: ({ signal }) => api.get<NoticePage>('/me/alerts', signal),
    staleTime: 30_000,
    refetchInterval: LOOK_MS,
    refetchOnWindowFocus: true,
  });
}

/** Reads again all that is shown of saved queries. */
export function useRefreshSaved(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['saved', 'list'] }),
      queries.invalidateQueries({ queryKey: ['saved', 'one'] }),
    ]);
  };
}

import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSite } from '../session/context.tsx';
import type { Grant, List, Organisation, ProfileSummary } from './types.ts';

/** Everything below `path`, always fetched anew when a page shows it. */
export function useRead<Body>(path: string, enabled = true) {
  const { api } = useSite();
  return useQuery({
    queryKey: ['admin', path],
    queryFn: ({ signal }) => api.get<Body>(path, signal),
    staleTime: 0,
    enabled,
  });
}

/** The items of a list, page by page. */
export function usePages<Item>(path: string) {
  const { api } = useSite();
  const query = useInfiniteQuery({
    queryKey: ['admin', path],
    queryFn: ({ pageParam, signal }) =>
      api.get<List<Item>>(
        pageParam === null
          ? path
          : `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(pageParam)}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor ?? null,
    staleTime: 0,
  });
  return { query, items: query.data?.pages.flatMap((page) => page.items) };
}

export function useProfiles(enabled = true) {
  return useRead<{ readonly items: readonly ProfileSummary[] }>('/profiles', enabled);
}

/** Every organisation that one may know of. */
export function useOrganisations() {
  const { api } = useSite();
  return useQuery({
    queryKey: ['admin', '/organisations'],
    queryFn: async ({ signal }) => {
      const items: Organisation[] = [];
      let cursor: string | null = null;
      do {
        const after: string = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
        const page: List<Organisation> = await api.get(`/organisations${after}`, signal);
        items.push(...page.items);
        cursor = page.nextCursor ?? null;
      } while (cursor !== null);
      return { items };
    },
    staleTime: 0,
  });
}

/** Profiles granted to an organisation. */
export function useGrants(organisation: string) {
  return useRead<{ readonly items: readonly Grant[] }>(
    `/organisations/${encodeURIComponent(organisation)}/grants`,
    organisation !== '',
  );
}

/** Reads again all that administration shows, and what one may see oneself. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all(
      ['admin', 'me', 'datasets'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
    );
  };
}

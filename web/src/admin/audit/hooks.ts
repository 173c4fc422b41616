import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useSite } from '../../session/context.tsx';
import type { AuditEntryView, Chain, EntryList, Hold, UseLine } from './types.ts';

/** Pages of entries, newest first, of `/audit/events?…` or of the own trail. */
export function useEntries(path: string) {
  const { api } = useSite();
  return useInfiniteQuery({
    queryKey: ['audit-entries', path],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === '' ? '' : `cursor=${encodeURIComponent(pageParam)}`;
      const glue = cursor === '' ? '' : path.includes('?') ? '&' : '?';
      return api.get<EntryList>(`${path}${glue}${cursor}`, signal);
    },
    getNextPageParam: (page: EntryList) => page.nextCursor,
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
}

export function useEntry(effect: string) {
  const { api } = useSite();
  return useQuery({
    queryKey: ['audit-entry', effect],
    queryFn: ({ signal }) => api.get<AuditEntryView>(`/audit/events/${encodeURIComponent(effect)}`, signal),
    staleTime: 0,
  });
}

export function useHolds() {
  const { api } = useSite();
  return useQuery({
    queryKey: ['holds'],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly Hold[] }>('/audit/holds', signal)).items,
    staleTime: 0,
  });
}

export function useUse(search: string) {
  const { api } = useSite();
  return useQuery({
    queryKey: ['use', search],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly UseLine[] }>(`/audit/use${search === '' ? '' : `?${search}`}`, signal))
        .items,
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
}

export function useChain() {
  const { api } = useSite();
  return useQuery({
    queryKey: ['audit-chain'],
    queryFn: ({ signal }) => api.get<Chain>('/audit/chain', signal),
    staleTime: 0,
  });
}

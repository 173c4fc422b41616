import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSite } from '../session/context.tsx';
import type { FoundPlaces, SavedArea } from './types.ts';

const PAUSE_MS = 150;
const AGAIN_MS = 900;

/** A text once nobody has typed for a moment. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Places that answer a text of two letters or more; asked again while names are still being read. */
export function usePlaces(text: string, limit: number) {
  const { api } = useSite();
  const wanted = text.trim();
  return useQuery({
    queryKey: ['places', wanted, limit],
    queryFn: ({ signal }) =>
      api.get<FoundPlaces>(`/places?q=${encodeURIComponent(wanted)}&limit=${limit}`, signal),
    enabled: wanted.length >= 2,
    staleTime: 60_000,
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => (state.data?.preparing === true ? AGAIN_MS : false),
  });
}

export const SAVED_AREAS = ['saved-areas'];

/** Areas of one's own, then those that others share. */
export function useSavedAreas() {
  const { api } = useSite();
  return useQuery({
    queryKey: SAVED_AREAS,
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly SavedArea[] }>('/me/areas', signal)).items,
  });
}

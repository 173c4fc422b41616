import { useQuery } from '@tanstack/react-query';
import { useSite } from '../../session/context.tsx';

type LookupColumn = { readonly name: string; readonly label: string };

export type LookupSummary = {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly LookupColumn[];
  readonly rows: number;
  /** Datasets that join it. */
  readonly usedBy: readonly string[];
  readonly etag: string;
};

export type LookupTable = {
  readonly name: string;
  readonly title: string;
  readonly keyLabel: string;
  readonly columns: readonly LookupColumn[];
  /** Key first, then one value for each column. */
  readonly rows: readonly (readonly string[])[];
  readonly etag: string;
};

export function useLookups() {
  const { api } = useSite();
  return useQuery({
    queryKey: ['lookups'],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly LookupSummary[] }>('/lookups', signal)).items,
  });
}

export function useLookup(name: string) {
  const { api } = useSite();
  return useQuery({
    queryKey: ['lookup', name],
    queryFn: ({ signal }) => api.get<LookupTable>(`/lookups/${name}`, signal),
    staleTime: 0,
  });
}

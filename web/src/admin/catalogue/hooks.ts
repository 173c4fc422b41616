import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSite } from '../../session/context.tsx';
import type { DefinitionSummary, DefinitionView, RetentionDue } from './types.ts';

export function useDefinitions() {
  const { api } = useSite();
  return useQuery({
    queryKey: ['definitions'],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly DefinitionSummary[] }>('/datasets/definitions', signal)).items,
  });
}

export function useDefinition(dataset: string) {
  const { api } = useSite();
  return useQuery({
    queryKey: ['definition', dataset],
    queryFn: ({ signal }) => api.get<DefinitionView>(`/datasets/${dataset}/definition`, signal),
    staleTime: 0,
  });
}

export function useRetention() {
  const { api } = useSite();
  return useQuery({
    queryKey: ['retention'],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly RetentionDue[] }>('/datasets/retention', signal)).items,
  });
}

/** Forgets what the page knows of datasets, so that lists and the explorer show a change at once. */
export function useForgetDatasets(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all(
      ['definitions', 'definition', 'datasets', 'lookups', 'retention'].map((key) =>
        queries.invalidateQueries({ queryKey: [key] }),
      ),
    );
  };
}

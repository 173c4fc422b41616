import { keepPreviousData, type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { useSite } from '../session/context.tsx';
import { type Answer, runQuery } from './query-run.ts';
import type { AccessView, AreaList, DatasetCoverage, DatasetList, GeographySummary, Me } from './types.ts';

export function useMe() {
  const { api } = useSite();
  return useQuery({ queryKey: ['me'], queryFn: ({ signal }) => api.get<Me>('/me', signal) });
}

export function useDatasets() {
  const { api } = useSite();
  return useQuery({
    queryKey: ['datasets'],
    queryFn: ({ signal }) => api.get<DatasetList>('/datasets', signal),
  });
}

/** What the profile of the person who is signed in shows, and whom to ask for more. */
export function useAccess(wanted: boolean) {
  const { api } = useSite();
  return useQuery({
    queryKey: ['access'],
    queryFn: ({ signal }) => api.get<AccessView>('/access', signal),
    enabled: wanted,
  });
}

export function useGeographies() {
  const { api } = useSite();
  return useQuery({
    queryKey: ['geographies'],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly GeographySummary[] }>('/geographies', signal)).items,
  });
}

/** Areas of several levels; a level that is not wanted yet is not fetched. */
export function useAreas(
  levels: readonly { readonly geography: GeographySummary; readonly wanted: boolean }[],
) {
  const { api } = useSite();
  return useQueries({
    queries: levels.map(({ geography: { level, vintage }, wanted }) => ({
      queryKey: ['areas', level, vintage],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get<AreaList>(`/geographies/${level}/${vintage}`, signal),
      enabled: wanted,
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
}

export function useCoverage(dataset: string) {
  const { api } = useSite();
  return useQuery({
    queryKey: ['coverage', dataset],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ items: readonly DatasetCoverage[] }>(
          `/coverage?dataset=${encodeURIComponent(dataset)}`,
          signal,
        )
      ).items,
  });
}

export function answerKey(spec: QuerySpec | null): readonly unknown[] {
  return ['answer', JSON.stringify(spec)];
}

/** The answer to one query; the one before stays until it is there. Null = nothing to ask yet. */
export function useAnswer(spec: QuerySpec | null): AnswerQuery {
  const { api } = useSite();
  return useQuery<Answer>({
    queryKey: answerKey(spec),
    queryFn: ({ signal }) => {
      if (spec === null) throw new Error('there is no query to run');
      return runQuery(api, spec, signal);
    },
    enabled: spec !== null && spec.datasets.length > 0,
    placeholderData: keepPreviousData,
    // Parts that are fetched when they are shown read the answer after it was passed on: every change has to be told.
    notifyOnChangeProps: 'all',
  });
}

/** An answer as it comes: what a chart needs to know of it. */
export type AnswerQuery = Pick<
  UseQueryResult<Answer>,
  'data' | 'error' | 'isError' | 'isFetching' | 'isPlaceholderData' | 'fetchStatus' | 'refetch'
>;

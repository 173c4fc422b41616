import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { ApiClient } from '../api/client.ts';
import type { Estimate } from '../api/types.ts';
import { useSite } from '../session/context.tsx';

const PAUSE_MS = 400;
/** How long Run waits for an estimate that is not there yet: nobody is kept from their numbers by a guess about them. */
const PATIENCE_MS = 1_000;

function options(api: ApiClient, spec: QuerySpec) {
  return {
    queryKey: ['estimate', JSON.stringify(spec)],
    queryFn: ({ signal }: { signal: AbortSignal }) => api.post<Estimate>('/queries/estimate', spec, signal),
  };
}

/** What a query would take, asked for once its parts have stayed as they are for a moment; null while not known. */
export function useEstimate(spec: QuerySpec | null): Estimate | null {
  const { api } = useSite();
  const text = JSON.stringify(spec);
  const [still, setStill] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setStill(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const wanted = spec !== null && spec.datasets.length > 0;
  const answer = useQuery({
    ...options(api, spec ?? { datasets: [] }),
    enabled: wanted && still === text,
  });
  return wanted ? (answer.data ?? null) : null;
}

/** Asks for an estimate that is wanted at once; null when it does not come in time or cannot be made. */
export function useEstimateNow(): (spec: QuerySpec) => Promise<Estimate | null> {
  const { api } = useSite();
  const client: QueryClient = useQueryClient();
  return (spec) =>
    Promise.race([
      client.fetchQuery(options(api, spec)).catch(() => null),
      new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS)),
    ]);
}

import { useQueries } from '@tanstack/react-query';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { useGeographies } from '../../api/hooks.ts';
import { useSite } from '../../session/context.tsx';
import { currentLevels } from '../../state/grouping.ts';
import { type RuleColumn, ruleColumns } from './rule.ts';

/** The datasets that a profile is written about. */
export type Definitions = {
  readonly of: (dataset: string) => DatasetDefinition | null;
  /** Columns that rules on it may test; null while it is fetched. */
  readonly columnsOf: (dataset: string) => readonly RuleColumn[] | null;
  /** Known levels, coarse to fine. */
  readonly levels: readonly string[];
  /** The first failure to fetch one. */
  readonly failed: unknown;
};

export function useDefinitions(datasets: readonly string[]): Definitions {
  const { api } = useSite();
  const geographies = useGeographies();
  const found = useQueries({
    queries: datasets.map((dataset) => ({
      queryKey: ['admin', 'definition', dataset],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get<{ readonly definition: DatasetDefinition }>(
          `/datasets/${encodeURIComponent(dataset)}/definition`,
          signal,
        ),
    })),
  });
  const of = (dataset: string) => found[datasets.indexOf(dataset)]?.data?.definition ?? null;
  const known = geographies.data ?? null;
  return {
    of,
    columnsOf: (dataset) => {
      const definition = of(dataset);
      return definition === null || known === null ? null : ruleColumns(definition, known);
    },
    levels: known === null ? [] : currentLevels(known).map(({ level }) => level),
    failed: found.find(({ error }) => error !== null)?.error ?? geographies.error ?? null,
  };
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { Answer } from '../api/query-run.ts';
import { useSite } from '../session/context.tsx';
import type { Choice } from '../state/catalogue.ts';
import { type Exploration, withValues } from '../state/exploration.ts';
import { levelLabel } from '../state/grouping.ts';
import { specOf } from '../state/spec.ts';
import type { World } from '../state/world.ts';
import type { CubeDesk } from './fetch-cube.ts';
import type { PeopleDesk } from './fetch-people.ts';

type Ask = {
  readonly choice: Choice;
  readonly state: Exploration;
  readonly world: World;
  readonly level: string | null;
  /** Whether numbers may be added up here: the profile gives records without any control or rule. */
  readonly wanted: boolean;
  /** The query of the total, with every filter of the page, and the server's answer to it. */
  readonly whole: QuerySpec;
  readonly total: Answer | undefined;
  /** Reference tables that rates of the page are divided by. */
  readonly denominators: readonly string[];
};

/** Answers a query of the page without asking the server; null where it must be asked. */
export type CubeAnswers = (spec: QuerySpec | null) => Answer | null;

const NONE: CubeAnswers = () => null;
const NOBODY: PeopleDesk['by'] = new Map();

/** The state without the filters that a cube holds. */
function withoutHeld(choice: Choice, state: Exploration, byWeek: boolean): Exploration {
  const bare = { ...state, areas: [], from: null, to: null };
  const open = choice.category === null ? bare : withValues(bare, choice.category.name, []);
  return byWeek ? { ...open, hours: [], weekdays: [] } : open;
}

/**
 * Fetches in the background what every chart of the page can be counted from. It is dropped when the server answers from
 * another publication, and fetched anew.
 */
export function useCube({
  choice,
  state,
  world,
  level,
  wanted,
  whole,
  total,
  denominators,
}: Ask): CubeAnswers {
  const { api } = useSite();
  const queries = useQueryClient();
  const names = { level: level ?? '', category: choice.category?.name ?? null };
  const bare = (byWeek: boolean) =>
    specOf(choice, withoutHeld(choice, state, byWeek), { groupBy: [], measures: [] });
  const [withWeek, plain] = [bare(true), bare(false)];
  const key = ['answer', 'cube', JSON.stringify([names, withWeek, plain, choice.knowsHours])];
  const cube = useQuery<CubeDesk | null>({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const [{ fetchCube }, { cubePlans }] = await Promise.all([
        import('./fetch-cube.ts'),
        import('./plan.ts'),
      ]);
      const filters = (sides: readonly string[]) => {
        const { datasets, where } = sides.includes('week') ? withWeek : plain;
        return { datasets, ...(where === undefined ? {} : { where }) };
      };
      return fetchCube(api, cubePlans(filters, names, choice.knowsHours), names, signal);
    },
    enabled: wanted && level !== null && choice.knowsMonths && whole.datasets.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const desk = wanted ? (cube.data ?? null) : null;
  const people = useQuery<PeopleDesk | null>({
    queryKey: ['answer', 'people', key[2], denominators.join()],
    queryFn: async ({ signal }) => {
      const { fetchPeople } = await import('./fetch-people.ts');
      return fetchPeople(api, queries, plain, names.level, denominators, signal);
    },
    enabled: desk !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const stamp = total === undefined ? null : stampOf(total.result);
  const isOld = desk !== null && stamp !== null && stampOf(desk) !== stamp;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is made anew at each render; its text is what counts
  useEffect(() => {
    if (isOld) void queries.invalidateQueries({ queryKey: key });
  }, [isOld, key[2]]);
  const areas = level === null ? null : world.areasOf(level);
  const lattice = useMemo(
    () => ({
      areas: (areas ?? []).map(({ code }) => code),
      categories:
        choice.category?.type === 'boolean'
          ? [false, true]
          : (choice.category?.codes ?? []).map(({ code }) => code),
      labels: {
        area: Object.fromEntries((areas ?? []).map(({ code, name }) => [code, name])),
        category: Object.fromEntries((choice.category?.codes ?? []).map(({ code, label }) => [code, label])),
      },
    }),
    [areas, choice.category],
  );
  if (desk === null || isOld || areas === null) return NONE;
  const by = people.data && stampOf(people.data) === stampOf(desk) ? people.data.by : NOBODY;
  return (spec) => {
    const result = spec === null ? null : desk.answer(whole, spec, lattice, labelOf(choice, spec, level), by);
    return result === null ? null : { id: desk.id, words: result.words, result, loaded: result.rowCount };
  };
}

function labelOf(choice: Choice, spec: QuerySpec, level: string | null): string {
  const byField = spec.groupBy?.some((key) => 'field' in key) ?? false;
  return byField ? (choice.category?.label ?? '') : levelLabel(level ?? '');
}

function stampOf({ publications }: Pick<Answer['result'], 'publications'>): string {
  return publications.map(({ dataset, manifest }) => `${dataset} ${manifest}`).join();
}

import { useAccess, useDatasets } from '../api/hooks.ts';
import type { DatasetList, GeographySummary } from '../api/types.ts';
import { askedOf } from '../explore/asked.ts';
import { headingText } from '../explore/sentence/phrases.ts';
import { measureLabel } from '../explore/words.ts';
import { type Choice, periodOf } from '../state/catalogue.ts';
import { type Exploration, fromSearch } from '../state/exploration.ts';
import { allowedLevels, levelLabel, lowerFirst } from '../state/grouping.ts';
import { periodLabel } from '../state/month.ts';
import { useWorld, type World } from '../state/world.ts';

/** What an address asks, as far as the profile of who reads the report lets it be asked. */
export type Subject = {
  readonly choice: Choice;
  readonly state: Exploration;
  readonly world: World;
  readonly geography: GeographySummary | null;
  readonly heading: string;
  /** Period and measure. */
  readonly subtitle: string;
  /** Rules that leave records out, in sentences. */
  readonly rules: readonly string[];
  readonly titleOf: (dataset: string) => string;
};

export function useSubject(search: string): Subject | null {
  const datasets = useDatasets().data;
  const mine: DatasetList | null =
    datasets === undefined
      ? null
      : { ...datasets, items: datasets.items.filter(({ access }) => access !== null) };
  const address = fromSearch(search);
  const asked = mine === null ? null : askedOf(mine, address);
  const state = asked?.state ?? address;
  const everywhere = useWorld(state.areas, state.level === null ? [] : [state.level]);
  const access = useAccess(true).data;
  if (mine === null || asked === null || access === undefined || !everywhere.ready) return null;
  const { choice } = asked;
  const world = { ...everywhere, levels: allowedLevels(choice.access, everywhere.levels) };
  const geography = world.levels.find(({ level }) => level === state.level) ?? world.levels[0] ?? null;
  const rules = choice.datasets.flatMap(({ id, title }) => {
    const rule = access.datasets.find((dataset) => dataset.id === id)?.rule ?? null;
    return rule === null ? [] : [`Of ${title} only records where ${rule}.`];
  });
  const period = periodOf(choice, state);
  return {
    choice,
    state,
    world,
    geography,
    heading: headingText({ choice, state, find: world.find, partial: rules.length > 0 }),
    subtitle: [
      choice.datasets.map(({ title }) => title).join(', '),
      period === null ? '' : periodLabel(period.from, period.to),
      measureLabel(choice, state),
    ]
      .filter((part) => part !== '')
      .join(' · '),
    rules,
    titleOf: (id) => mine.items.find((dataset) => dataset.id === id)?.title ?? id,
  };
}

/** `by borough`, `by LSOA`. */
export function byLevel(geography: GeographySummary | null): string {
  return geography === null ? '' : `by ${lowerFirst(levelLabel(geography.level))}`;
}

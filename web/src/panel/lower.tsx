import type { Asked } from '../explore/asked.ts';
import type { Choice } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import { chosenGroupings, groupingsOf } from '../state/grouping.ts';
import type { World } from '../state/world.ts';
import { CategorySection, MoreFilters } from './field-sections.tsx';
import { GroupingSection } from './grouping-section.tsx';

type Props = {
  readonly choice: Choice;
  /** What the page shows; null where it is of other datasets than the draft. */
  readonly asked: Asked | null;
  readonly world: World;
  readonly draft: Exploration;
  readonly onChange: (next: Exploration) => void;
};

/** The part of the panel below the fold. */
export function LowerPanel({ choice, asked, world, draft, onChange }: Props) {
  const available = groupingsOf(choice, world.levels);
  return (
    <>
      <CategorySection choice={choice} asked={asked} draft={draft} onChange={onChange} />
      <MoreFilters choice={choice} asked={asked} draft={draft} onChange={onChange} />
      <GroupingSection
        world={world}
        available={available}
        chosen={chosenGroupings(available, draft, choice.access)}
        draft={draft}
        onChange={onChange}
      />
    </>
  );
}

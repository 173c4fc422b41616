import { Play } from 'lucide-react';
import { lazy, Suspense } from 'react';
import type { CodeLabel, DatasetList } from '../api/types.ts';
import { formatNumber } from '../format/number.ts';
import { WhyButton } from '../shell/why.tsx';
import type { Choice } from '../state/catalogue.ts';
import { EMPTY, type Exploration } from '../state/exploration.ts';
import { chosenGroupings, groupingsOf } from '../state/grouping.ts';
import type { World } from '../state/world.ts';
import { AreaSection } from './area-section.tsx';
import { DatasetSection } from './dataset-section.tsx';
import { CategorySection, GroupingSection, MoreFilters } from './field-sections.tsx';
import { NearSection } from './near-section.tsx';
import { PeriodSection } from './period-section.tsx';

const ShapeSection = lazy(() =>
  import('./shape-section.tsx').then((module) => ({ default: module.ShapeSection })),
);

type Props = {
  readonly list: DatasetList;
  readonly choice: Choice;
  readonly world: World;
  readonly draft: Exploration;
  readonly changed: boolean;
  /** Records that the last run let through; null while not known, undefined when there is no number. */
  readonly total: number | null | undefined;
  readonly areasAsked: number;
  readonly seen: readonly CodeLabel[];
  readonly onChange: (next: Exploration) => void;
  readonly onRun: () => void;
};

export function Panel({
  list,
  choice,
  world,
  draft,
  changed,
  total,
  areasAsked,
  seen,
  onChange,
  onRun,
}: Props) {
  const available = groupingsOf(choice, world.levels);
  const counts = choice.access.kind === 'counts';
  return (
    <form
      className="panel"
      aria-label="Build a query"
      onSubmit={(event) => {
        event.preventDefault();
        onRun();
      }}
    >
      <div className="panel-scroll">
        <div className="panel-title">
          <h2>Build a query</h2>
          <button type="button" className="link" onClick={() => onChange({ ...EMPTY, view: draft.view })}>
            Start again
          </button>
        </div>
        <DatasetSection list={list} choice={choice} draft={draft} onChange={onChange} />
        <PeriodSection choice={choice} draft={draft} onChange={onChange} />
        <AreaSection world={world} draft={draft} single={counts} onChange={onChange} />
        <CategorySection choice={choice} draft={draft} onChange={onChange} seen={seen} />
        <MoreFilters choice={choice} draft={draft} onChange={onChange} />
        {!counts && (
          <NearSection
            key={draft.near === null ? 'none' : Object.values(draft.near).join()}
            world={world}
            draft={draft}
            onChange={onChange}
          />
        )}
        {!counts && (
          <Suspense fallback={null}>
            <ShapeSection draft={draft} onChange={onChange} />
          </Suspense>
        )}
        <GroupingSection
          available={available}
          chosen={chosenGroupings(available, draft, choice.access)}
          draft={draft}
          onChange={onChange}
        />
        <p className="panel-section">
          <WhyButton datasets={list.items} dataset={choice.datasets[0]?.id}>
            Something missing? Find out why
          </WhyButton>
        </p>
      </div>
      <div className="panel-foot">
        <p role="status">
          {changed ? (
            'Changed. Run the query to see the numbers.'
          ) : total === null ? (
            'Counting…'
          ) : total === undefined ? (
            'There is no number for this query.'
          ) : (
            <>
              <b>{formatNumber(total)}</b> {total === 1 ? choice.noun.one : choice.noun.many}
              {areasAsked > 0 && (
                <>
                  {' '}
                  in <b>{areasAsked}</b> {areasAsked === 1 ? 'area' : 'areas'}
                </>
              )}
            </>
          )}
        </p>
        <button type="submit" className="button button-go wide">
          <Play size={16} fill="currentColor" aria-hidden="true" /> Run query
        </button>
      </div>
    </form>
  );
}

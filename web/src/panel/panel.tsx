import { lazy, Suspense } from 'react';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { DatasetList } from '../api/types.ts';
import type { Asked } from '../explore/asked.ts';
import { WhyButton } from '../shell/why.tsx';
import type { Choice } from '../state/catalogue.ts';
import { EMPTY, type Exploration } from '../state/exploration.ts';
import { chosenGroupings, groupingsOf } from '../state/grouping.ts';
import { narrowed } from '../state/narrowed.ts';
import type { World } from '../state/world.ts';
import { AreaSection } from './area-section.tsx';
import { DatasetSection } from './dataset-section.tsx';
import { MeasureSection } from './measure-section.tsx';
import { NearSection } from './near-section.tsx';
import { PanelFoot } from './panel-foot.tsx';
import { PeriodSection } from './period-section.tsx';

const LowerPanel = lazy(() => import('./lower.tsx').then((module) => ({ default: module.LowerPanel })));
const ShapeSection = lazy(() =>
  import('./shape-section.tsx').then((module) => ({ default: module.ShapeSection })),
);

type Props = {
  readonly list: DatasetList;
  readonly choice: Choice;
  readonly world: World;
  readonly draft: Exploration;
  /** What the page shows now. */
  readonly asked: Asked;
  readonly changed: boolean;
  /** Records that the last run let through; null while not known, undefined when there is no number. */
  readonly total: number | null | undefined;
  /** Choices of the draft that its datasets have no answer to, in words. */
  readonly setAside: readonly string[];
  /** The largest query that the draft would ask; null while it cannot be made. */
  readonly spec: QuerySpec | null;
  readonly onChange: (next: Exploration) => void;
  readonly onRun: () => void;
  readonly onDiscard: () => void;
};

function isSame(a: Choice, b: Choice): boolean {
  return String(a.datasets.map(({ id }) => id)) === String(b.datasets.map(({ id }) => id));
}

export function Panel({
  list,
  choice,
  world,
  draft,
  asked,
  changed,
  total,
  setAside,
  spec,
  onChange,
  onRun,
  onDiscard,
}: Props) {
  const counts = choice.access.kind === 'counts';
  return (
    <form className="panel" aria-label="Build a query" onSubmit={(event) => event.preventDefault()}>
      <div className="panel-scroll">
        <div className="panel-title">
          <h2>Build a query</h2>
          <button type="button" className="link" onClick={() => onChange({ ...EMPTY, view: draft.view })}>
            Start again
          </button>
        </div>
        <DatasetSection
          list={list}
          choice={choice}
          world={world}
          draft={draft}
          setAside={setAside}
          onChange={onChange}
        />
        <MeasureSection choice={choice} draft={draft} onChange={onChange} />
        <PeriodSection choice={choice} draft={draft} onChange={onChange} />
        <AreaSection choice={choice} world={world} draft={draft} single={counts} onChange={onChange} />
        {!counts && <NearSection world={world} draft={draft} onChange={onChange} />}
        {!counts && (
          <div id="panel-shape" tabIndex={-1}>
            <Suspense fallback={null}>
              <ShapeSection draft={draft} onChange={onChange} />
            </Suspense>
          </div>
        )}
        <Suspense fallback={<p className="panel-section hint">Loading the filters…</p>}>
          <LowerPanel
            choice={choice}
            asked={isSame(choice, asked.choice) ? asked : null}
            world={world}
            draft={draft}
            onChange={onChange}
          />
        </Suspense>
        <p className="panel-section">
          <WhyButton datasets={list.items} dataset={choice.datasets[0]?.id}>
            Something missing? Find out why
          </WhyButton>
        </p>
      </div>
      <PanelFoot
        noun={asked.choice.noun}
        changed={changed}
        total={total}
        areasAsked={asked.state.areas.length}
        spec={spec}
        titleOf={(id) => list.items.find((dataset) => dataset.id === id)?.title ?? id}
        onRun={onRun}
        onNarrow={(narrowing) => {
          const keys = chosenGroupings(groupingsOf(choice, world.levels), draft, choice.access);
          onChange(
            narrowed(
              draft,
              keys.map(({ key }) => key),
              narrowing,
            ),
          );
        }}
        onDiscard={onDiscard}
      />
    </form>
  );
}

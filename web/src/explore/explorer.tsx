import { useQueryClient } from '@tanstack/react-query';
import { SlidersHorizontal } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { ApiProblem } from '../api/client.ts';
import { useAccess, useAnswer } from '../api/hooks.ts';
import type { DatasetList } from '../api/types.ts';
import { seriesOf, totalOf } from '../charts/series.ts';
import { Panel } from '../panel/panel.tsx';
import { AddToReport } from '../report/add-menu.tsx';
import { OpenedFrom, SaveAndShare } from '../saved/tools.tsx';
import { ErrorMessage } from '../shell/state-message.tsx';
import { type Access, controlWords, isControlled } from '../state/access.ts';
import { type Choice, choiceOf, periodOf } from '../state/catalogue.ts';
import { useWorkspace } from '../state/draft.ts';
import { cleared, type Exploration, VIEWS, type View } from '../state/exploration.ts';
import { allowedLevels, chosenGroupings, groupingsOf, levelLabel, lowerFirst } from '../state/grouping.ts';
import { admissible, leftOut } from '../state/lattice.ts';
import { periodLabel } from '../state/month.ts';
import { type GroupBy, specOf } from '../state/spec.ts';
import { useWorld } from '../state/world.ts';
import { useChartAnswers } from './answers.ts';
import { Chips } from './chips.tsx';
import { ExportMenu } from './export-menu.tsx';
import { FaultSummary } from './fault-summary.tsx';
import { Interruption } from './interruption.tsx';
import { TableTab } from './table-tab.tsx';
import { chipsOf, headingOf, measureLabel } from './words.ts';

const VIEW_NAMES: Readonly<Record<View, string>> = {
  dashboard: 'Dashboard',
  map: 'Map',
  charts: 'Charts',
  table: 'Table',
};
// Asked for as soon as the page begins, beside the first questions to the server.
const dashboard = () => import('./dashboard.tsx').then((module) => ({ default: module.Dashboard }));
void dashboard().catch(() => undefined);
const Dashboard = lazy(dashboard);
const NARROW = '(max-width: 760px)';

export function Explorer({ list }: { readonly list: DatasetList }) {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  const [panelOpen, setPanelOpen] = useState(() => !globalThis.matchMedia(NARROW).matches);
  const choice = choiceOf(list, workspace.state);
  const state = admissible(choice, workspace.state);
  const draftChoice = choiceOf(list, workspace.draft);
  const draft = admissible(draftChoice, workspace.draft);
  const apply = (change: (before: Exploration) => Exploration) =>
    workspace.apply((before) => change(admissible(choiceOf(list, before), before)));
  const everywhere = useWorld([...state.areas, ...draft.areas], state.level === null ? [] : [state.level]);
  const world = { ...everywhere, levels: allowedLevels(choice.access, everywhere.levels) };
  const geography = world.levels.find((level) => level.level === state.level) ?? world.levels[0];
  const answers = useChartAnswers(choice, state, world, geography?.level ?? null);
  const groupings = chosenGroupings(groupingsOf(choice, world.levels), state, choice.access);
  const groupBy: readonly GroupBy[] = groupings.map((grouping) => grouping.groupBy);
  const spec = world.ready ? specOf(choice, state, { groupBy, measures: answers.measures }) : null;
  const main = useAnswer(state.view === 'table' ? spec : null);
  const rules = useRules(choice);
  const heading = headingOf(choice, state, world, rules.length > 0);
  useEffect(() => {
    document.title = `${heading} – SafeStats Explorer`;
  }, [heading]);

  const period = periodOf(choice, state);
  const subtitle = [
    period === null ? '' : periodLabel(period.from, period.to),
    measureLabel(choice, state),
    state.view === 'table'
      ? `by ${groupings.map((grouping) => lowerFirst(grouping.label)).join(', ')}`
      : geography === undefined
        ? ''
        : `by ${lowerFirst(levelLabel(geography.level))}`,
  ];
  const problem = [main, answers.total, answers.area].find(
    (query) => query.error instanceof ApiProblem,
  )?.error;
  const faults = problem instanceof ApiProblem ? problem.problem.faults : [];
  const total = answers.total.isError
    ? undefined
    : answers.total.data === undefined
      ? null
      : (totalOf(answers.total.data.result, 0).value ?? undefined);
  const category =
    choice.category === null || answers.category.data === undefined
      ? []
      : seriesOf(answers.category.data.result, 0).points;
  const seen = category.flatMap((point) =>
    point.key === null ? [] : [{ code: point.key, label: point.label }],
  );
  const run = () => {
    if (!workspace.run()) void queries.invalidateQueries({ queryKey: ['answer'] });
    if (globalThis.matchMedia(NARROW).matches) setPanelOpen(false);
    document.getElementById('main')?.focus();
  };
  return (
    <div className="workspace" data-panel={panelOpen}>
      {panelOpen && (
        <Panel
          list={list}
          choice={draftChoice}
          world={world}
          draft={draft}
          changed={workspace.changed}
          total={total}
          areasAsked={state.areas.length}
          seen={seen}
          onChange={workspace.edit}
          onRun={run}
        />
      )}
      <main className="main" id="main" tabIndex={-1}>
        <div className="title-row">
          <div>
            <p className="caption">{choice.datasets.map((dataset) => dataset.title).join(', ')}</p>
            <h1>{heading}</h1>
            <p className="subtitle">{subtitle.filter((part) => part !== '').join(' · ')}</p>
          </div>
          <div className="title-tools">
            <button
              type="button"
              className="button"
              aria-expanded={panelOpen}
              onClick={() => setPanelOpen(!panelOpen)}
            >
              <SlidersHorizontal size={16} aria-hidden="true" /> {panelOpen ? 'Hide query' : 'Edit query'}
            </button>
            <SaveAndShare state={state} datasets={choice.datasets} spec={spec} heading={heading} />
            <AddToReport />
            <ExportMenu spec={spec} allowed={choice.access.download} />
          </div>
        </div>
        <OpenedFrom state={state} datasets={choice.datasets} spec={spec} />
        <Interruption
          queries={[main, answers.total, answers.area, answers.time, answers.category, answers.rate]}
        />
        {faults.length > 0 && <FaultSummary faults={faults} openPanel={() => setPanelOpen(true)} />}
        <Tabs view={state.view} onView={(view) => apply((before) => ({ ...before, view }))} />
        <Chips
          chips={chipsOf(choice, state, world)}
          onRemove={(next) => apply(() => next)}
          onClear={() => apply(cleared)}
        />
        <Control access={choice.access} rules={rules} leftOut={leftOut(choice, workspace.state)} />
        {world.failed !== null && <ErrorMessage error={world.failed} />}
        <div role="tabpanel" id="view" aria-labelledby={`tab-${state.view}`}>
          {state.view === 'table' ? (
            <TableTab
              query={main}
              noun={choice.noun}
              minimumCount={choice.access.minimumCount}
              adds={!isControlled(choice.access)}
              titleOf={(id) => list.items.find((dataset) => dataset.id === id)?.title ?? id}
            />
          ) : (
            geography !== undefined && (
              <Suspense fallback={<div className="dashboard-waiting skeleton" />}>
                <Dashboard
                  choice={choice}
                  state={state}
                  world={world}
                  geography={geography}
                  answers={answers}
                  apply={apply}
                />
              </Suspense>
            )
          )}
        </div>
        <Attributions world={world} />
      </main>
    </div>
  );
}

/** Which records of the chosen datasets the profile shows, in sentences; none where it shows all. */
function useRules(choice: Choice): readonly string[] {
  const shown = useAccess(true).data?.datasets ?? [];
  return choice.datasets.flatMap(({ id, title }) => {
    const rule = shown.find((dataset) => dataset.id === id)?.rule ?? null;
    return rule === null ? [] : [`Of ${title} your profile shows only records where ${rule}.`];
  });
}

type ControlProps = {
  readonly access: Access;
  readonly rules: readonly string[];
  readonly leftOut: readonly string[];
};

/** What the profile does to the numbers, and what of a link or a draft it could not be asked for. */
function Control({ access, rules, leftOut: left }: ControlProps) {
  const words = controlWords(access);
  if (words.length === 0 && rules.length === 0) return null;
  return (
    <div className="control-note" role="note">
      {rules.map((rule) => (
        <p key={rule}>{rule}</p>
      ))}
      {words.length > 0 && <p>{words.join(' ')}</p>}
      {left.length > 0 && (
        <p>
          <b>Not asked for, because counts are not given for it:</b> {left.join(', ')}.
        </p>
      )}
    </div>
  );
}

function Tabs({ view, onView }: { readonly view: View; readonly onView: (view: View) => void }) {
  const move = (by: number) => {
    const next = VIEWS[(VIEWS.indexOf(view) + by + VIEWS.length) % VIEWS.length] ?? 'dashboard';
    onView(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div className="tabs-row">
      <div className="tabs" role="tablist" aria-label="Views">
        {VIEWS.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={name === view}
            aria-controls="view"
            tabIndex={name === view ? 0 : -1}
            onClick={() => onView(name)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') move(1);
              if (event.key === 'ArrowLeft') move(-1);
            }}
          >
            {VIEW_NAMES[name]}
          </button>
        ))}
      </div>
      {view !== 'table' && <p className="tabs-hint">Select on the map or any chart to filter everything</p>}
    </div>
  );
}

function Attributions({ world }: { readonly world: ReturnType<typeof useWorld> }) {
  const lines = [...new Set(world.levels.map((level) => level.attribution))];
  const synthetic = world.levels
    .filter((level) => level.synthetic)
    .map((level) => levelLabel(level.level, true));
  return (
    <footer className="attribution">
      {synthetic.length > 0 && (
        <p>{synthetic.join(', ')}: demonstration areas, made for this installation.</p>
      )}
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </footer>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { SlidersHorizontal } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useSearch } from 'wouter';
import { joined } from '#core/query/spoken.ts';
import { useAnswer } from '../api/hooks.ts';
import type { DatasetList } from '../api/types.ts';
import { totalOf } from '../charts/series.ts';
import { Panel } from '../panel/panel.tsx';
import { AddToReport } from '../report/add-menu.tsx';
import { OpenedFrom, SaveAndShare } from '../saved/tools.tsx';
import { ErrorMessage } from '../shell/state-message.tsx';
import { isControlled } from '../state/access.ts';
import { addressOf, useWorkspace } from '../state/draft.ts';
import { cleared, type Exploration } from '../state/exploration.ts';
import { allowedLevels, chosenGroupings, groupingsOf, levelLabel, lowerFirst } from '../state/grouping.ts';
import { rememberAddress } from '../state/last-address.ts';
import { leftOut } from '../state/lattice.ts';
import { notUnderstood } from '../state/not-understood.ts';
import { recordsSpec } from '../state/records.ts';
import { withoutPeriod, withPeriod } from '../state/relative.ts';
import { setAside } from '../state/set-aside.ts';
import { type GroupBy, specOf } from '../state/spec.ts';
import { useWorld } from '../state/world.ts';
import { useChartAnswers } from './answers.ts';
import { askedOf, changeOf, largestSpec, namesOf } from './asked.ts';
import { Chips } from './chips.tsx';
import { ExportMenu } from './export-menu.tsx';
import { History } from './history.tsx';
import { Attributions, Control, useRules } from './notes.tsx';
import { focusEditor } from './open-editor.ts';
import { headingText, phrasesOf } from './sentence/phrases.ts';
import { Sentence } from './sentence/sentence.tsx';
import { Standing } from './standing.tsx';
import { Tabs } from './tabs.tsx';
import { chipsOf, measureLabel } from './words.ts';

// Asked for as soon as the page begins, beside the first questions to the server.
const dashboard = () => import('./dashboard.tsx').then((module) => ({ default: module.Dashboard }));
void dashboard().catch(() => undefined);
const Dashboard = lazy(dashboard);
const NotUnderstood = lazy(() =>
  import('./not-understood.tsx').then((module) => ({ default: module.NotUnderstood })),
);
const TableTab = lazy(() => import('./table-tab.tsx').then((module) => ({ default: module.TableTab })));

const NARROW = '(max-width: 760px)';

type Props = {
  readonly list: DatasetList;
  /** Whose drafts and steps are kept; null = nobody's. */
  readonly person: string | null;
};

export function Explorer({ list, person }: Props) {
  const workspace = useWorkspace(person);
  const queries = useQueryClient();
  const [panelOpen, setPanelOpen] = useState(() => !globalThis.matchMedia(NARROW).matches);
  const search = useSearch();
  // What the page was opened with; of what is changed here the panel says what does not fit.
  const [opened] = useState(() => notUnderstood(list, search));
  const strange = notUnderstood(list, search).filter((name) => opened.includes(name));
  const { choice, state } = askedOf(list, workspace.state);
  const { choice: draftChoice, state: draft } = askedOf(list, workspace.draft);
  const apply = (change: (before: Exploration) => Exploration) => workspace.apply(changeOf(list, change));
  const everywhere = useWorld([...state.areas, ...draft.areas], state.level === null ? [] : [state.level]);
  const world = { ...everywhere, levels: allowedLevels(choice.access, everywhere.levels) };
  const geography = world.levels.find((level) => level.level === state.level) ?? world.levels[0];
  const answers = useChartAnswers(choice, state, world, geography?.level ?? null);
  const groupings = chosenGroupings(groupingsOf(choice, world.levels), state, choice.access);
  const groupBy: readonly GroupBy[] = groupings.map((grouping) => grouping.groupBy);
  const spec = world.ready ? specOf(choice, state, { groupBy, measures: answers.measures }) : null;
  const levels = world.levels.map(({ level }) => level);
  const listed = world.ready ? recordsSpec(choice, state, levels) : null;
  const main = useAnswer(state.view === 'table' && listed === null ? spec : null);
  const rules = useRules(choice);
  const wording = { choice, state, find: world.find, partial: rules.length > 0 };
  const heading = headingText(wording);
  useEffect(() => {
    document.title = `${heading} – SafeStats Explorer`;
    rememberAddress(addressOf(workspace.state));
  }, [heading, workspace.state]);
  const by =
    state.view === 'table'
      ? {
          text: listed === null ? joined(groupings.map(({ label }) => lowerFirst(label))) : 'record',
          opens: 'panel-grouping',
        }
      : {
          text: geography === undefined ? '' : lowerFirst(levelLabel(geography.level)),
          opens: 'panel-level',
        };
  const openEditor = (id: string) => {
    setPanelOpen(true);
    focusEditor(id);
  };
  const total = answers.total.isError
    ? undefined
    : answers.total.data === undefined || answers.total.isPlaceholderData
      ? null
      : (totalOf(answers.total.data.result, 0).value ?? undefined);
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
          asked={{ choice, state }}
          changed={workspace.changed}
          total={total}
          setAside={setAside(list, workspace.draft)}
          spec={world.ready ? largestSpec({ choice: draftChoice, state: draft }, world.levels) : null}
          onChange={(next) => workspace.edit(withoutPeriod(draft, next))}
          onRun={run}
          onDiscard={workspace.discard}
        />
      )}
      <main className="main" id="main" tabIndex={-1}>
        <div className="title-row">
          <div>
            <p className="caption">
              <button type="button" className="phrase" onClick={() => openEditor('panel-datasets')}>
                {choice.datasets.map((dataset) => dataset.title).join(', ')}
              </button>
            </p>
            <h1>{heading}</h1>
            <Sentence phrases={phrasesOf(wording, by)} onOpen={openEditor} />
          </div>
          <div className="title-tools">
            <History workspace={workspace} names={namesOf(list, choice, world)} />
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
            <ExportMenu spec={listed ?? spec} allowed={choice.access.download} />
          </div>
        </div>
        <OpenedFrom state={state} datasets={choice.datasets} spec={spec} />
        <Standing
          workspace={workspace}
          queries={[main, answers.total, answers.area, answers.time, answers.category]}
          total={answers.total}
          panelOpen={panelOpen}
          headingOf={(address) => headingText({ ...wording, ...askedOf(list, address) })}
          openEditor={openEditor}
          onRun={run}
        />
        {strange.length > 0 && (
          <Suspense fallback={null}>
            <NotUnderstood
              names={strange}
              shown={`${lowerFirst(measureLabel(choice, state))} of ${choice.datasets.map(({ title }) => title).join(', ')}`}
            />
          </Suspense>
        )}
        <Tabs view={state.view} onView={(view) => apply((before) => ({ ...before, view }))} />
        <Chips
          chips={chipsOf(choice, state, world)}
          onRemove={(next) => apply(() => next)}
          onClear={() => apply(cleared)}
        />
        <Control
          access={choice.access}
          rules={rules}
          leftOut={leftOut(choice, withPeriod(choice, workspace.state))}
        />
        {world.failed !== null && <ErrorMessage error={world.failed} />}
        <div role="tabpanel" id="view" aria-labelledby={`tab-${state.view}`}>
          <Suspense fallback={<div className="dashboard-waiting skeleton" />}>
            {state.view === 'table' ? (
              <TableTab
                query={main}
                noun={choice.noun}
                minimumCount={choice.access.minimumCount}
                adds={!isControlled(choice.access)}
                mayCopy={choice.access.download}
                titleOf={(id) => list.items.find((dataset) => dataset.id === id)?.title ?? id}
                records={{ choice, levels, spec: listed, list: state.records }}
                onRecords={(records) => apply((before) => ({ ...before, records }))}
                layout={state.table}
                onLayout={(table) => apply((before) => ({ ...before, table }))}
              />
            ) : (
              geography !== undefined && (
                <Dashboard
                  choice={choice}
                  state={state}
                  world={world}
                  geography={geography}
                  answers={answers}
                  apply={apply}
                />
              )
            )}
          </Suspense>
        </div>
        <Attributions world={world} />
      </main>
    </div>
  );
}

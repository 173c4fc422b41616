import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { ApiProblem } from '../api/client.ts';
import type { AnswerQuery } from '../api/hooks.ts';
import type { Workspace } from '../state/draft.ts';
import type { Exploration } from '../state/exploration.ts';
import { DraftLine } from './draft-line.tsx';
import { FaultSummary } from './fault-summary.tsx';
import { Interruption } from './interruption.tsx';
import { type Outcome, outcomeOfError, outcomeOfTotal } from './outcome.ts';
import { Progress } from './progress.tsx';

const OutcomeNote = lazy(() =>
  import('./outcome-note.tsx').then((module) => ({ default: module.OutcomeNote })),
);

type Props = {
  readonly workspace: Workspace;
  /** The answers that the page waits for, the most telling first. */
  readonly queries: readonly AnswerQuery[];
  /** The one that counts everything. */
  readonly total: AnswerQuery;
  readonly panelOpen: boolean;
  readonly headingOf: (address: Exploration) => string;
  readonly openEditor: (id: string) => void;
  readonly onRun: () => void;
};

function cameOf(
  queries: readonly AnswerQuery[],
  total: AnswerQuery,
): { readonly outcome: Outcome; readonly error: unknown } | null {
  for (const { error } of queries) {
    const outcome = error === null ? null : outcomeOfError(error);
    if (outcome !== null) return { outcome, error };
  }
  if (total.data === undefined || total.isPlaceholderData) return null;
  const outcome = outcomeOfTotal(total.data.result);
  return outcome === null ? null : { outcome, error: null };
}

/**
 * How the query stands: what keeps it from its numbers, what it came to instead of numbers, how far it is, and drafts
 * that were not run. What went wrong with a query is no longer said once its parts are being changed.
 */
export function Standing({ workspace, queries, total, panelOpen, headingOf, openEditor, onRun }: Props) {
  const client = useQueryClient();
  const { changed, aside } = workspace;
  const refused = queries.find(({ error }) => error instanceof ApiProblem && error.problem.faults.length > 0);
  const faults = refused?.error instanceof ApiProblem ? refused.error.problem.faults : [];
  const came = changed ? null : cameOf(queries, total);
  return (
    <>
      <Interruption queries={queries} />
      {came !== null && (
        <Suspense fallback={null}>
          <OutcomeNote
            key={came.outcome}
            outcome={came.outcome}
            error={came.error}
            onOpen={openEditor}
            onAgain={() => void client.invalidateQueries({ queryKey: ['answer'] })}
          />
        </Suspense>
      )}
      {faults.length > 0 && !changed && <FaultSummary faults={faults} openEditor={openEditor} />}
      {changed && !panelOpen && (
        <DraftLine
          heading={headingOf(workspace.draft)}
          elsewhere={false}
          onRun={onRun}
          onDiscard={workspace.discard}
        />
      )}
      {aside !== null && !changed && (
        <DraftLine
          heading={headingOf(aside)}
          elsewhere
          onRun={workspace.runAside}
          onDiscard={workspace.discardAside}
        />
      )}
      <Progress />
    </>
  );
}

import { Play } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { Estimate, Narrowing } from '../api/types.ts';
import { formatNumber } from '../format/number.ts';
import type { Choice } from '../state/catalogue.ts';
import { useEstimate, useEstimateNow } from './use-estimate.ts';

const EstimateLine = lazy(() =>
  import('./estimate-line.tsx').then((module) => ({ default: module.EstimateLine })),
);
const HeavyQuestion = lazy(() =>
  import('./estimate-line.tsx').then((module) => ({ default: module.HeavyQuestion })),
);

type Props = {
  readonly noun: Choice['noun'];
  readonly changed: boolean;
  /** Records that the last run let through; null while not known, undefined when there is no number. */
  readonly total: number | null | undefined;
  readonly areasAsked: number;
  /** The largest query that the draft would ask; null while it cannot be made. */
  readonly spec: QuerySpec | null;
  readonly titleOf: (dataset: string) => string;
  readonly onRun: () => void;
  readonly onNarrow: (narrowing: Narrowing) => void;
  readonly onDiscard: () => void;
};

/**
 * The foot of the panel: how many there are, or that changes wait and what they would take; and Run, which asks first
 * when the query is heavy.
 */
export function PanelFoot(props: Props) {
  const { noun, changed, total, areasAsked, spec, titleOf, onRun, onNarrow, onDiscard } = props;
  const estimate = useEstimate(changed ? spec : null);
  const estimateNow = useEstimateNow();
  const [asking, setAsking] = useState<{ readonly of: string; readonly estimate: Estimate } | null>(null);
  const text = JSON.stringify(spec);
  const question = asking !== null && changed && asking.of === text ? asking.estimate : null;
  const run = async () => {
    const cost = changed && spec !== null ? (estimate ?? (await estimateNow(spec))) : null;
    if (cost?.heavy) setAsking({ of: text, estimate: cost });
    else onRun();
  };
  return (
    <div className="panel-foot">
      {question !== null && (
        <Suspense fallback={null}>
          <HeavyQuestion
            estimate={question}
            titleOf={titleOf}
            onRun={() => {
              setAsking(null);
              onRun();
            }}
            onNarrow={onNarrow}
            onClose={() => setAsking(null)}
          />
        </Suspense>
      )}
      <p role="status">
        {changed ? (
          'You have changes that were not run.'
        ) : total === null ? (
          'Counting…'
        ) : total === undefined ? (
          'There is no number for this query.'
        ) : (
          <>
            <b>{formatNumber(total)}</b> {total === 1 ? noun.one : noun.many}
            {areasAsked > 0 && (
              <>
                {' '}
                in <b>{areasAsked}</b> {areasAsked === 1 ? 'area' : 'areas'}
              </>
            )}
          </>
        )}
      </p>
      {changed && estimate !== null && (
        <Suspense fallback={null}>
          <EstimateLine estimate={estimate} />
        </Suspense>
      )}
      <div className="foot-tools">
        <button
          type="submit"
          className="button button-go wide"
          onClick={(event) => {
            event.preventDefault();
            void run();
          }}
        >
          <Play size={16} fill="currentColor" aria-hidden="true" /> Run query
        </button>
        {changed && (
          <button type="button" className="button" onClick={onDiscard}>
            Discard
          </button>
        )}
      </div>
    </div>
  );
}

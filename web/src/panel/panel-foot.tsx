import { Play } from 'lucide-react';
import { formatNumber } from '../format/number.ts';
import type { Choice } from '../state/catalogue.ts';

type Props = {
  readonly noun: Choice['noun'];
  readonly changed: boolean;
  /** Records that the last run let through; null while not known, undefined when there is no number. */
  readonly total: number | null | undefined;
  readonly areasAsked: number;
  readonly onDiscard: () => void;
};

/** What stands at the foot of the panel, whatever is above it: how many there are, or that changes wait; and Run. */
export function PanelFoot({ noun, changed, total, areasAsked, onDiscard }: Props) {
  return (
    <div className="panel-foot">
      <p role="status" className="foot-line">
        {changed ? (
          <>
            <span>You have changes that were not run.</span>
            <button type="button" className="link" onClick={onDiscard}>
              Discard
            </button>
          </>
        ) : total === null ? (
          'Counting…'
        ) : total === undefined ? (
          'There is no number for this query.'
        ) : (
          <span>
            <b>{formatNumber(total)}</b> {total === 1 ? noun.one : noun.many}
            {areasAsked > 0 && (
              <>
                {' '}
                in <b>{areasAsked}</b> {areasAsked === 1 ? 'area' : 'areas'}
              </>
            )}
          </span>
        )}
      </p>
      <button type="submit" className="button button-go wide">
        <Play size={16} fill="currentColor" aria-hidden="true" /> Run query
      </button>
    </div>
  );
}

import { useEffect, useRef } from 'react';
import type { Cost, Estimate, Narrowing } from '../api/types.ts';
import { formatNumber } from '../format/number.ts';
import { levelLabel, lowerFirst } from '../state/grouping.ts';
import { monthLabel, periodLabel } from '../state/month.ts';

function rounded(value: number): string {
  if (value < 10_000) return formatNumber(value);
  if (value < 1_000_000) return `${formatNumber(Math.round(value / 1_000))},000`;
  return `${(value / 1_000_000).toFixed(1)} million`;
}

function secondsText(seconds: number): string {
  return seconds < 2 ? 'a second or two' : `about ${formatNumber(Math.round(seconds))} seconds`;
}

/** What a query takes, in a line: records and rows at most, and how long it may take. */
function costWords({ records, groups, seconds }: Cost): string {
  const rows = groups === null ? '' : `at most ${rounded(groups)} ${groups === 1 ? 'row' : 'rows'}`;
  const parts = [
    records === null ? '' : `reads up to ${rounded(records)} records`,
    rows,
    seconds === null ? '' : secondsText(seconds),
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'nothing can be said beforehand' : parts.join(', ');
}

/** What a narrowing changes, as an offer. */
function narrowingWords({ kind, from, to }: Narrowing, titleOf: (dataset: string) => string): string {
  const named = (name: string | null) => lowerFirst(levelLabel((name ?? '').replaceAll('_', ' ')));
  switch (kind) {
    case 'period':
      return `Only ${from === null || to === null ? monthLabel(to ?? from ?? '') : periodLabel(from, to)}`;
    case 'level':
    case 'time':
      return `By ${named(to)} instead of ${named(from)}`;
    case 'dataset':
      return `Only ${titleOf(to ?? '')}`;
    case 'group':
      return `Not by ${named(from)}`;
  }
}

/** The expected share of suppressed cells, where there is one to tell; empty otherwise. */
function suppressedWords({ suppressed }: Pick<Estimate, 'suppressed'>): string {
  if (suppressed === null || suppressed < 0.005) return '';
  return ` About ${Math.round(suppressed * 100)} % of the cells would be too small to show (c), if records were spread evenly.`;
}

export function EstimateLine({ estimate }: { readonly estimate: Estimate }) {
  const words = costWords(estimate);
  return (
    <p className="hint estimate">
      {`${words.charAt(0).toUpperCase()}${words.slice(1)}.${suppressedWords(estimate)}`}
    </p>
  );
}

type QuestionProps = {
  readonly estimate: Estimate;
  readonly titleOf: (dataset: string) => string;
  readonly onRun: () => void;
  readonly onNarrow: (narrowing: Narrowing) => void;
  readonly onClose: () => void;
};

/** Asks before a heavy query is run, and offers what would make it lighter; takes the focus when it appears. */
export function HeavyQuestion({ estimate, titleOf, onRun, onNarrow, onClose }: QuestionProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div
      className="heavy"
      role="alertdialog"
      aria-labelledby="heavy-title"
      aria-describedby="heavy-why"
      tabIndex={-1}
      ref={box}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <p className="strong" id="heavy-title">
        This is a heavy query
      </p>
      <p id="heavy-why">{`It ${estimate.why.map((line) => line.replace(/^it /, '')).join(', and ')}.`}</p>
      {estimate.narrowings.length > 0 && (
        <ul>
          {estimate.narrowings.map((narrowing) => (
            <li key={`${narrowing.kind} ${narrowing.from} ${narrowing.to}`}>
              <button type="button" className="button wide" onClick={() => onNarrow(narrowing)}>
                {narrowingWords(narrowing, titleOf)}
              </button>
              <span className="hint">{costWords(narrowing)}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="two">
        <button type="button" className="button" onClick={onRun}>
          Run it anyway
        </button>
        <button type="button" className="button" onClick={onClose}>
          Go back
        </button>
      </div>
    </div>
  );
}

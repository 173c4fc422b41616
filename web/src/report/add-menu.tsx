import { ChevronDown, FilePlus2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { Link } from 'wouter';
import { useMe } from '../api/hooks.ts';
import type { FigureKind } from './draft.ts';

const CHOICES: readonly (readonly [string, readonly FigureKind[]])[] = [
  ['Figures, map, months and categories', ['figures', 'map', 'months', 'categories']],
  ['Key figures', ['figures']],
  ['Map', ['map']],
  ['Each month', ['months']],
  ['Categories', ['categories']],
  ['Hours and days', ['week']],
  ['Ranked areas', ['ranking']],
  ['Table', ['table']],
];

/** Adds what the explorer shows now to the report that is being made. */
export function AddToReport() {
  const me = useMe().data;
  const details = useRef<HTMLDetailsElement>(null);
  const [told, setTold] = useState('');
  const add = async (label: string, kinds: readonly FigureKind[]) => {
    if (me === undefined) return;
    if (details.current !== null) details.current.open = false;
    details.current?.querySelector('summary')?.focus();
    const search = globalThis.location.search.replace(/^\?/, '');
    const [{ changeReport }, { figureOf, withItem, MOST_ITEMS }] = await Promise.all([
      import('./store.ts'),
      import('./draft.ts'),
    ]);
    let isFull = false;
    changeReport(me.user, (before) => {
      isFull = before.items.length + kinds.length > MOST_ITEMS;
      return isFull ? before : kinds.map((kind) => figureOf(kind, search)).reduce(withItem, before);
    });
    setTold(isFull ? `The report is full: it holds ${MOST_ITEMS} parts.` : `Added to your report: ${label}.`);
  };
  return (
    <>
      <details
        className="menu"
        ref={details}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || details.current === null) return;
          details.current.open = false;
          details.current.querySelector('summary')?.focus();
        }}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) event.currentTarget.open = false;
        }}
      >
        <summary className="button" title="Add to report">
          <FilePlus2 size={16} aria-hidden="true" /> Report <ChevronDown size={16} aria-hidden="true" />
        </summary>
        <div className="menu-list">
          <p className="hint menu-hint">Add to your report</p>
          {CHOICES.map(([label, kinds]) => (
            <button key={label} type="button" onClick={() => void add(label, kinds)}>
              {label}
            </button>
          ))}
        </div>
      </details>
      <div className={told === '' ? 'visually-hidden' : 'toast'} role="status">
        {told}
        {told !== '' && (
          <>
            <Link href="/report">Open the report</Link>
            <button type="button" className="link" onClick={() => setTold('')}>
              Close
            </button>
          </>
        )}
      </div>
    </>
  );
}

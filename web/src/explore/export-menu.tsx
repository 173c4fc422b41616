import { ChevronDown, FileDown } from 'lucide-react';
import { lazy, Suspense, useId, useRef, useState } from 'react';
import type { QuerySpec } from '#core/model/query-spec.ts';

const ExportChoices = lazy(() =>
  import('./export-choices.tsx').then((module) => ({ default: module.ExportChoices })),
);

type Props = {
  readonly spec: QuerySpec | null;
  readonly allowed: boolean;
};

/** Makes a file of the whole result of the query (all of its rows, not the page's) and saves it. */
export function ExportMenu({ spec, allowed }: Props) {
  const details = useRef<HTMLDetailsElement>(null);
  const [opened, setOpened] = useState(false);
  const [open, setOpen] = useState(false);
  if (!allowed) return <NoExport />;
  return (
    <details
      className="menu"
      ref={details}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
        if (event.currentTarget.open) setOpened(true);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || details.current === null) return;
        details.current.open = false;
        details.current.querySelector('summary')?.focus();
      }}
    >
      <summary className="button">
        <FileDown size={16} aria-hidden="true" /> Export <ChevronDown size={16} aria-hidden="true" />
      </summary>
      {opened && (
        <Suspense fallback={<div className="menu-list">Opening…</div>}>
          <ExportChoices
            spec={spec}
            open={open}
            onChosen={() => {
              if (details.current !== null) details.current.open = false;
            }}
          />
        </Suspense>
      )}
    </details>
  );
}

/** Stands where the button would be: says, when it is pointed at or has the focus, why there is none. */
function NoExport() {
  const id = useId();
  return (
    <span className="no-export">
      <button type="button" className="button" aria-disabled="true" aria-describedby={id}>
        <FileDown size={16} aria-hidden="true" /> No export
      </button>
      <span className="no-export-why" role="tooltip" id={id}>
        Your profile shows these numbers and lets none of them be downloaded. Your administrator can say more.
      </span>
    </span>
  );
}

import { Save, Share2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { Exploration } from '../state/exploration.ts';
import { searchToSave } from '../state/saved.ts';

const SaveDialog = lazy(() => import('./save-dialog.tsx').then((module) => ({ default: module.SaveDialog })));
const ShareDialog = lazy(() =>
  import('./share-dialog.tsx').then((module) => ({ default: module.ShareDialog })),
);
const SavedBar = lazy(() => import('./saved-bar.tsx').then((module) => ({ default: module.SavedBar })));

type Props = {
  readonly state: Exploration;
  readonly datasets: readonly { readonly id: string }[];
  /** What the table of the page asks; null = it is not known yet. */
  readonly spec: QuerySpec | null;
};

const SHOWN_MS = 5_000;

function searchOf({ state, datasets }: Pick<Props, 'state' | 'datasets'>): string {
  return searchToSave(
    state,
    datasets.map(({ id }) => id),
  );
}

/** Saves or shares what the page asks. */
export function SaveAndShare({ heading, ...asked }: Props & { readonly heading: string }) {
  const [open, setOpen] = useState<'save' | 'share' | null>(null);
  const [said, setSaid] = useState('');
  const { spec, state } = asked;
  const search = searchOf(asked);
  const close = () => setOpen(null);
  return (
    <>
      <button type="button" className="button" disabled={spec === null} onClick={() => setOpen('save')}>
        <Save size={16} aria-hidden="true" /> Save
      </button>
      <button type="button" className="button" disabled={spec === null} onClick={() => setOpen('share')}>
        <Share2 size={16} aria-hidden="true" /> Share
      </button>
      {open !== null && spec !== null && (
        <Suspense>
          {open === 'save' ? (
            <SaveDialog
              search={search}
              spec={spec}
              heading={heading}
              saved={state.saved}
              onClose={close}
              onSaved={(text) => {
                close();
                setSaid(text);
                setTimeout(() => setSaid(''), SHOWN_MS);
              }}
            />
          ) : (
            <ShareDialog search={search} spec={spec} onClose={close} />
          )}
        </Suspense>
      )}
      <p className={said === '' ? 'visually-hidden' : 'toast'} role="status">
        {said}
      </p>
    </>
  );
}

/** Which saved query the page was opened from, whether it was changed since, and what moved in it. */
export function OpenedFrom(asked: Props) {
  const { saved } = asked.state;
  if (saved === null) return null;
  return (
    <Suspense>
      <SavedBar key={saved} id={saved} search={searchOf(asked)} />
    </Suspense>
  );
}

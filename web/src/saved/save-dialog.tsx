import { useState } from 'react';
import { useLocation } from 'wouter';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { useWrite } from '../form/write.ts';
import { usePreview, useSite } from '../session/context.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { savedAddress } from '../state/saved.ts';
import { compare, useRefreshSaved, useSaved } from './hooks.ts';
import { type SavedDetails, SavedForm } from './saved-form.tsx';
import type { Saved } from './types.ts';
import './saved.css';

/** What the page asks, ready to be kept. */
export type ToSave = {
  readonly search: string;
  readonly spec: QuerySpec;
  readonly heading: string;
  /** The saved query that the page was opened from. */
  readonly saved: string | null;
};

type Props = ToSave & { readonly onClose: () => void; readonly onSaved: (said: string) => void };

const MOST_TITLE = 150;

/** Keeps what the page asks: in the saved query that it was opened from, where that is one's own, or as a new one. */
export function SaveDialog({ search, spec, heading, saved, onClose, onSaved }: Props) {
  const { api } = useSite();
  const preview = usePreview();
  const write = useWrite();
  const refresh = useRefreshSaved();
  const [, navigate] = useLocation();
  const [key] = useState(() => crypto.randomUUID());
  const known = useSaved(saved);
  const [asNew, setAsNew] = useState(false);
  if (saved !== null && known.isPending) return null;
  const own = known.data?.isOwn === true && !asNew ? known.data : null;
  const open = (kept: Saved, said: string) => {
    navigate(savedAddress({ id: kept.id, search }), { replace: true });
    onSaved(said);
    if (preview === null) void compare(api, kept.id).catch(() => undefined);
  };
  const keep = (details: SavedDetails) =>
    write.run(async () => {
      const body = { ...details, search, spec };
      const kept =
        own === null
          ? await api.post<Saved>('/saved-queries', body, undefined, `${key}-${details.visibility}`)
          : await api.write<Saved>('PUT', `/saved-queries/${own.id}`, body, own.etag);
      await refresh();
      open(kept, own === null ? `Saved as “${kept.title}”.` : `“${kept.title}” is updated.`);
    });
  return (
    <Dialog title={own === null ? 'Save this query' : 'Update saved query'} onClose={onClose}>
      <SavedForm
        key={own === null ? 'new' : `${own.id} ${own.etag}`}
        start={own ?? { title: heading.slice(0, MOST_TITLE), description: '', visibility: 'private' }}
        write={write}
        locked={own?.takenDown == null ? null : lockedWords(own.takenDown.why)}
        submit={own === null ? 'Save' : 'Update'}
        onReload={() => void known.refetch()}
        onSubmit={(details) => void keep(details)}
      >
        {own !== null && (
          <button type="button" className="button" onClick={() => setAsNew(true)}>
            Save as new instead
          </button>
        )}
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
      </SavedForm>
      <p className="hint save-hint">
        The question is kept, not its answer: it is asked of the latest publication each time that it is
        opened.
      </p>
    </Dialog>
  );
}

export function lockedWords(why: string): string {
  return `An administrator ended its sharing: ${why}. It cannot be shared again.`;
}

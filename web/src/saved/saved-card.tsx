import { Bell, Copy, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useDatasets } from '../api/hooks.ts';
import type { Me, Role } from '../api/types.ts';
import { useWrite } from '../form/write.ts';
import { WriteProblem } from '../form/write-problem.tsx';
import { formatDay } from '../format/number.ts';
import { useSite } from '../session/context.tsx';
import { savedAddress } from '../state/saved.ts';
import { AlertDialog } from './alert-dialog.tsx';
import { DeleteDialog, EditDialog, TakeDownDialog } from './dialogs.tsx';
import { useRefreshSaved } from './hooks.ts';
import type { Owner, Saved } from './types.ts';
import { ruleWords, VISIBILITY_WORDS } from './words.ts';

type Props = {
  readonly saved: Saved;
  readonly roles: readonly Role[];
  readonly mine: Me | undefined;
  readonly onSaid: (said: string) => void;
};

/** One saved query with what may be done with it. */
export function SavedCard({ saved, roles, mine, onSaid }: Props) {
  const { api } = useSite();
  const refresh = useRefreshSaved();
  const copying = useWrite();
  const datasets = useDatasets();
  const [open, setOpen] = useState<'edit' | 'alert' | 'delete' | 'take-down' | null>(null);
  const { title, description, visibility, owner, isOwn, spec, leftOut, alert, takenDown } = saved;
  const titles = saved.datasets.map(
    (id) => datasets.data?.items.find((dataset) => dataset.id === id)?.title ?? id,
  );
  const mayTakeDown =
    !isOwn &&
    (roles.includes('super-admin') ||
      (roles.includes('org-admin') && mine?.organisation.id === owner.organisation.id));
  const done = async (text: string) => {
    setOpen(null);
    await refresh();
    onSaid(text);
  };
  const copy = () =>
    copying.run(async () => {
      const { search } = saved;
      const content = { title: `Copy of ${title}`.slice(0, 150), description, search, spec };
      await api.post('/saved-queries', { ...content, visibility: 'private' }, undefined, crypto.randomUUID());
      await done(`“${title}” is copied to your own saved queries.`);
    });
  return (
    <article className="card saved-card" aria-label={title}>
      <div className="saved-head">
        <h2>{spec === null ? title : <Link href={savedAddress(saved)}>{title}</Link>}</h2>
        <span className="tag" data-tone={visibility === 'private' ? undefined : 'blue'}>
          {isOwn ? VISIBILITY_WORDS[visibility] : visibility === 'everyone' ? 'Everyone' : 'Organisation'}
        </span>
      </div>
      {description !== '' && <p className="saved-text">{description}</p>}
      <p className="hint">
        {[
          titles.join(', '),
          isOwn ? '' : `${owner.name}, ${owner.organisation.name}`,
          `saved ${formatDay(saved.changedAt)}`,
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </p>
      {!isOwn && <Contact owner={owner} />}
      {leftOut && (
        <p className="hint">
          {spec === null
            ? 'Your profile shows none of the datasets that it asks. Its owner or your administrator can say more.'
            : 'Your profile does not show all that it asks, or part of it is no longer there: the rest can be opened.'}
        </p>
      )}
      {takenDown !== null && (
        <p className="hint">
          An administrator ended its sharing on {formatDay(takenDown.at)}: {takenDown.why}
        </p>
      )}
      {alert !== null && (
        <p className="hint">
          <Bell size={14} aria-hidden="true" /> You are told when a new publication {ruleWords(alert.rule)}.
          {alert.problem !== null && <b> It cannot be asked at the moment: {alert.problem}.</b>}
        </p>
      )}
      <WriteProblem failure={copying.failure} />
      <div className="title-tools">
        {spec !== null && (
          <Link className="button" href={savedAddress(saved)} aria-label={`Open ${title}`}>
            Open
          </Link>
        )}
        {isOwn && (
          <button
            type="button"
            className="button"
            aria-label={`Edit ${title}`}
            onClick={() => setOpen('edit')}
          >
            <Pencil size={16} aria-hidden="true" /> Edit
          </button>
        )}
        {isOwn && (
          <button
            type="button"
            className="button"
            aria-label={`Alert for ${title}`}
            onClick={() => setOpen('alert')}
          >
            <Bell size={16} aria-hidden="true" /> Alert
          </button>
        )}
        {spec !== null && (
          <button
            type="button"
            className="button"
            aria-label={`Copy ${title}`}
            disabled={copying.busy}
            onClick={() => void copy()}
          >
            <Copy size={16} aria-hidden="true" /> Copy
          </button>
        )}
        {isOwn && (
          <button
            type="button"
            className="button"
            aria-label={`Delete ${title}`}
            onClick={() => setOpen('delete')}
          >
            <Trash2 size={16} aria-hidden="true" /> Delete
          </button>
        )}
        {mayTakeDown && (
          <button
            type="button"
            className="button"
            aria-label={`End sharing of ${title}`}
            onClick={() => setOpen('take-down')}
          >
            End sharing
          </button>
        )}
      </div>
      {open === 'edit' && <EditDialog saved={saved} onClose={() => setOpen(null)} onDone={done} />}
      {open === 'alert' && <AlertDialog saved={saved} onClose={() => setOpen(null)} onDone={done} />}
      {open === 'delete' && <DeleteDialog saved={saved} onClose={() => setOpen(null)} onDone={done} />}
      {open === 'take-down' && <TakeDownDialog saved={saved} onClose={() => setOpen(null)} onDone={done} />}
    </article>
  );
}

function Contact({ owner: { id, email, phone } }: { readonly owner: Owner }) {
  if (id === null || (email === null && phone === null)) return null;
  return (
    <p className="hint">
      Contact: {email !== null && <a href={`mailto:${email}`}>{email}</a>}
      {email !== null && phone !== null && ', '}
      {phone}
    </p>
  );
}

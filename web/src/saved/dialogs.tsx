import { useState } from 'react';
import { Field } from '../form/field.tsx';
import { useWrite } from '../form/write.ts';
import { WriteProblem } from '../form/write-problem.tsx';
import { useSite } from '../session/context.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { useRefreshSaved } from './hooks.ts';
import { lockedWords } from './save-dialog.tsx';
import { SavedForm } from './saved-form.tsx';
import type { Saved } from './types.ts';

type Props = {
  readonly saved: Saved;
  readonly onClose: () => void;
  readonly onDone: (said: string) => Promise<void>;
};

/** Title, description and visibility; what it asks stays. */
export function EditDialog({ saved, onClose, onDone }: Props) {
  const { api } = useSite();
  const write = useWrite();
  const refresh = useRefreshSaved();
  const { id, etag, search, spec, takenDown } = saved;
  return (
    <Dialog title="Edit saved query" onClose={onClose}>
      <SavedForm
        key={etag}
        start={saved}
        write={write}
        locked={takenDown === null ? null : lockedWords(takenDown.why)}
        submit="Save changes"
        onReload={() => void refresh()}
        onSubmit={({ title, description, visibility }) =>
          void write.run(async () => {
            const body = { title, description, visibility, search, spec };
            await api.write('PUT', `/saved-queries/${id}`, body, etag);
            await onDone(`“${title}” is changed.`);
          })
        }
      >
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
      </SavedForm>
    </Dialog>
  );
}

export function DeleteDialog({ saved: { id, title, etag, visibility, alert }, onClose, onDone }: Props) {
  const { api } = useSite();
  const write = useWrite();
  const refresh = useRefreshSaved();
  return (
    <Dialog title="Delete this saved query?" onClose={onClose}>
      <div className="form">
        <WriteProblem failure={write.failure} onReload={() => void refresh()} />
        <p>
          “{title}” is deleted for good{alert === null ? '' : ', with its alert'}.
          {visibility !== 'private' && ' Nobody whom you share it with sees it any more.'}
        </p>
        <div className="title-tools">
          <button
            type="button"
            className="button button-danger"
            disabled={write.busy}
            onClick={() =>
              void write.run(async () => {
                await api.write('DELETE', `/saved-queries/${id}`, undefined, etag);
                await onDone(`“${title}” is deleted.`);
              })
            }
          >
            Yes, delete it
          </button>
          <button type="button" className="button" onClick={onClose}>
            Keep it
          </button>
        </div>
      </div>
    </Dialog>
  );
}

/** For administrators: ends the sharing of what somebody else shares. */
export function TakeDownDialog({ saved: { id, title, etag, owner }, onClose, onDone }: Props) {
  const { api } = useSite();
  const write = useWrite();
  const refresh = useRefreshSaved();
  const [why, setWhy] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  return (
    <Dialog title="End the sharing of this saved query?" onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setFault(why.trim() === '' ? 'Say why.' : null);
          if (why.trim() === '') return;
          void write.run(async () => {
            await api.write('POST', `/saved-queries/${id}/take-down`, { why: why.trim() }, etag);
            await onDone(`“${title}” is no longer shared.`);
          });
        }}
      >
        <WriteProblem failure={write.failure} onReload={() => void refresh()} />
        <p>
          Only {owner.name} sees “{title}” from then on, with your reason.
        </p>
        <Field label="Why" hint="Shown to its owner, and recorded." fault={fault}>
          {(control) => (
            <input
              {...control}
              maxLength={200}
              value={why}
              onChange={(event) => setWhy(event.target.value)}
            />
          )}
        </Field>
        <div className="title-tools">
          <button type="submit" className="button button-danger" disabled={write.busy}>
            End sharing
          </button>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

import { useState } from 'react';
import { Link } from 'wouter';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { useSite } from '../../session/context.tsx';
import { ErrorMessage } from '../../shell/state-message.tsx';
import { sentence } from './control.tsx';
import { useForgetDatasets } from './hooks.ts';

type Props = {
  readonly before: DatasetDefinition | null;
  readonly draft: DatasetDefinition;
  readonly etag: string;
  readonly versions: number;
  readonly changes: readonly string[];
  readonly busy: boolean;
  /** Notes of the last check, which found no fault; null = not checked since the last edit. */
  readonly checked: readonly string[] | null;
  readonly onCheck: () => void;
  readonly onSave: () => void;
  readonly onReset: () => void;
};

/** Beside the forms: what is in force, what saving would change, and the buttons that do it. */
export function StatusCard(props: Props) {
  const { before, draft, versions, changes, busy, checked, onCheck, onSave, onReset } = props;
  const nothing = before !== null && changes.length === 0;
  return (
    <aside className="card status-card" aria-labelledby="status">
      <h2 id="status">
        {before === null ? 'New dataset' : 'Status'}{' '}
        {before !== null && (
          <span className="tag" data-tone={before.retired ? 'red' : 'green'}>
            {before.retired ? 'Retired' : 'In use'}
          </span>
        )}
      </h2>
      {before !== null && (
        <dl className="summary-list summary-narrow">
          <dt>Version</dt>
          <dd>
            {before.version} of {versions}
          </dd>
          <dt>Agency</dt>
          <dd>{before.contract.agency}</dd>
          <dt>Fields</dt>
          <dd>{before.fields.length}</dd>
          <dt>Pages</dt>
          <dd>
            <Link href={`/catalogue/${before.id}`}>Data catalogue</Link>,{' '}
            <Link href="/deliveries">Deliveries</Link>
          </dd>
        </dl>
      )}
      <div aria-live="polite" className="page-stack">
        {nothing && <p className="hint">Nothing has been changed.</p>}
        {changes.length > 0 && (
          <>
            <h3>What will change</h3>
            <ul className="bullets changes">
              {changes.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </>
        )}
        {before === null && (
          <p className="hint">{draft.fields.length} fields. Nobody sees them until a profile shows them.</p>
        )}
        {checked !== null && (
          <div className="notice-good">
            <p className="strong">Checked: nothing is wrong.</p>
            {checked.length > 0 && (
              <ul className="bullets">
                {checked.map((note) => (
                  <li key={note}>{sentence(note)}</li>
                ))}
              </ul>
            )}
          </div>
        )}
      </div>
      <div className="stack-buttons">
        <button type="button" className="button" disabled={busy} onClick={onCheck}>
          Check
        </button>
        <button type="button" className="button button-go" disabled={busy || nothing} onClick={onSave}>
          {before === null ? 'Add the dataset' : 'Save the changes'}
        </button>
        {!nothing && before !== null && (
          <button type="button" className="link" onClick={onReset}>
            Undo all changes
          </button>
        )}
      </div>
      {before !== null && <Retirement definition={before} etag={props.etag} />}
    </aside>
  );
}

function Retirement({ definition, etag }: { readonly definition: DatasetDefinition; readonly etag: string }) {
  const { api } = useSite();
  const forget = useForgetDatasets();
  const [sure, setSure] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const change = async () => {
    setFailure(null);
    try {
      const method = definition.retired ? 'DELETE' : 'PUT';
      await api.write(method, `/datasets/${definition.id}/retirement`, undefined, etag);
      setSure(false);
      await forget();
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <div className="card-part">
      {failure !== null && <ErrorMessage error={failure} />}
      {definition.retired ? (
        <>
          <p className="hint">Nobody is offered it and nothing can be delivered. Its history is kept.</p>
          <button type="button" className="button" onClick={() => void change()}>
            Bring it back
          </button>
        </>
      ) : sure ? (
        <>
          <p>
            Nobody will be able to ask <b>{definition.title}</b> any more, and no file is taken. Its history
            is kept, and you can bring it back.
          </p>
          <div className="title-tools">
            <button type="button" className="button button-danger" onClick={() => void change()}>
              Retire it
            </button>
            <button type="button" className="link" onClick={() => setSure(false)}>
              Keep it
            </button>
          </div>
        </>
      ) : (
        <button type="button" className="link link-danger" onClick={() => setSure(true)}>
          Retire this dataset
        </button>
      )}
    </div>
  );
}

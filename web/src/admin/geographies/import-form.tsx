import { useId, useState } from 'react';
import { ApiProblem, problemOf } from '../../api/client.ts';
import type { UploadGrant } from '../../api/types.ts';
import { formatBytes } from '../../format/number.ts';
import { useSite } from '../../session/context.tsx';
import { ErrorMessage } from '../../shell/state-message.tsx';
import { type Fault, FaultsProvider, TextControl } from '../catalogue/control.tsx';
import { FaultList } from '../catalogue/fault-list.tsx';

type Draft = {
  readonly level: string;
  readonly vintage: string;
  readonly title: string;
  readonly codeProperty: string;
  readonly nameProperty: string;
  readonly attribution: string;
};

const EMPTY: Draft = {
  level: '',
  vintage: '',
  title: '',
  codeProperty: '',
  nameProperty: '',
  attribution: '',
};
const NO_FAULTS: readonly Fault[] = [];

/** Sends a file of boundaries; what is left empty is found in the file. */
export function ImportForm({ onStarted }: { readonly onStarted: (id: string) => void }) {
  const { api } = useSite();
  const fileId = useId();
  const [draft, setDraft] = useState(EMPTY);
  const [file, setFile] = useState<File | null>(null);
  const [faults, setFaults] = useState(NO_FAULTS);
  const [failure, setFailure] = useState<unknown>(null);
  const [sent, setSent] = useState(0);
  const [busy, setBusy] = useState(false);
  const send = async () => {
    if (file === null) return setFaults([{ at: 'file', message: 'Choose the file of boundaries.' }]);
    setBusy(true);
    setFaults(NO_FAULTS);
    setFailure(null);
    try {
      const given = Object.fromEntries(Object.entries(draft).filter(([, value]) => value.trim() !== ''));
      const { id, upload } = await api.post<UploadGrant & { readonly id: string }>('/geographies', {
        ...given,
        fileName: file.name,
      });
      const answer = await fetch(upload.url, {
        method: upload.method,
        headers: { ...upload.headers },
        body: file,
      });
      if (!answer.ok) throw await problemOf(answer);
      setSent(sent + 1);
      onStarted(id);
      setDraft(EMPTY);
      setFile(null);
    } catch (error) {
      if (error instanceof ApiProblem && error.problem.faults.length > 0) setFaults(error.problem.faults);
      else setFailure(error);
    }
    setBusy(false);
  };
  const field = (at: keyof Draft, label: string, hint?: string) => (
    <TextControl
      at={at}
      label={label}
      {...(hint === undefined ? {} : { hint })}
      value={draft[at]}
      onChange={(value) => setDraft({ ...draft, [at]: value })}
    />
  );
  return (
    <section className="card" aria-labelledby="import">
      <h2 id="import">Import a geography</h2>
      <FaultsProvider faults={faults}>
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          {faults.length > 0 && <FaultList faults={faults} />}
          {failure !== null && <ErrorMessage error={failure} />}
          <div className="drop" data-at="file">
            <label className="strong" htmlFor={fileId}>
              GeoJSON, or a zip of a shapefile
            </label>
            <input
              key={sent}
              id={fileId}
              type="file"
              accept=".geojson,.json,.zip"
              onChange={(event) => setFile(event.target.files?.item(0) ?? null)}
            />
            <p className="hint">
              {file === null ? 'At most 200 MB.' : `${file.name}, ${formatBytes(file.size)}`}
            </p>
          </div>
          <div className="two">
            {field('level', 'Level', 'borough, ward, lsoa…')}
            {field('vintage', 'Vintage', 'The year: 2022')}
          </div>
          {field('title', 'Title')}
          <details className="more">
            <summary>More (optional)</summary>
            <div className="form">
              {field('codeProperty', 'Property that holds the code', 'Found by itself in files of the ONS.')}
              {field('nameProperty', 'Property that holds the name')}
              {field('attribution', 'Attribution', 'The line that the licence asks for.')}
            </div>
          </details>
          <button type="submit" className="button button-go" disabled={busy}>
            {busy ? 'Sending…' : 'Import'}
          </button>
        </form>
      </FaultsProvider>
    </section>
  );
}

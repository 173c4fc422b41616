import { useId, useState } from 'react';
import { formatBytes } from '../../format/number.ts';
import { useSite } from '../../session/context.tsx';
import { ErrorMessage } from '../../shell/state-message.tsx';
import type { Proposal } from './types.ts';

const SAMPLE_BYTES = 700_000;

/** The beginning of a file as text: whole characters, and never more than a sample. */
export async function sampleOf(file: Blob): Promise<string> {
  const bytes = await file.slice(0, SAMPLE_BYTES).arrayBuffer();
  return new TextDecoder('utf-8').decode(bytes, { stream: file.size > SAMPLE_BYTES });
}

/** Takes a file and has the server propose what its columns are. Only the beginning of the file is sent. */
export function SampleForm({ onProposal }: { readonly onProposal: (proposal: Proposal) => void }) {
  const { api } = useSite();
  const ids = { file: useId(), agency: useId(), id: useId() };
  const [file, setFile] = useState<File | null>(null);
  const [agency, setAgency] = useState('');
  const [id, setId] = useState('');
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const propose = async () => {
    if (file === null) return setFault('Choose a file that the agency has sent or will send.');
    setFault(null);
    setFailure(null);
    setBusy(true);
    try {
      const proposal = await api.post<Proposal>('/datasets/proposals', {
        fileName: file.name,
        text: await sampleOf(file),
        ...(agency.trim() === '' ? {} : { agency: agency.trim() }),
        ...(id.trim() === '' ? {} : { id: id.trim() }),
      });
      onProposal(proposal);
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  return (
    <section className="card narrow-card" aria-labelledby="sample-title">
      <h2 id="sample-title">A sample of its files</h2>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void propose();
        }}
      >
        {fault !== null && (
          <p className="field-error" role="alert">
            {fault}
          </p>
        )}
        {failure !== null && <ErrorMessage error={failure} />}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the second way; the field inside is the first */}
        <div
          className="drop"
          data-over={over}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            setFile(event.dataTransfer.files.item(0));
          }}
        >
          <label className="strong" htmlFor={ids.file}>
            A CSV file with a header
          </label>
          <input
            id={ids.file}
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => setFile(event.target.files?.item(0) ?? null)}
          />
          <p className="hint">
            {file === null
              ? 'Choose a file, or drop it here. Only its beginning is read, and it is not kept.'
              : `${file.name}, ${formatBytes(file.size)}${file.size > SAMPLE_BYTES ? `; the first ${formatBytes(SAMPLE_BYTES)} are read` : ''}`}
          </p>
        </div>
        <div className="two">
          <div className="field">
            <label htmlFor={ids.agency}>Agency (optional)</label>
            <input
              id={ids.agency}
              value={agency}
              placeholder="lfb"
              onChange={(event) => setAgency(event.target.value)}
            />
          </div>
          <div className="field">
            <label htmlFor={ids.id}>Identifier (optional)</label>
            <input
              id={ids.id}
              value={id}
              placeholder="lfb-incidents"
              onChange={(event) => setId(event.target.value)}
            />
          </div>
        </div>
        <button type="submit" className="button button-go" disabled={busy}>
          {busy ? 'Reading the sample…' : 'Propose its fields'}
        </button>
      </form>
    </section>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { ChevronDown, FileDown } from 'lucide-react';
import { useRef, useState } from 'react';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { downloadCsv } from '../api/download.ts';
import { answerKey } from '../api/hooks.ts';
import { runQuery } from '../api/query-run.ts';
import { saveAs } from '../charts/image.ts';
import { useSite } from '../session/context.tsx';
import { explained } from '../shell/state-message.tsx';

type Step = { readonly kind: 'idle' | 'working' | 'done' | 'failed'; readonly text: string };

/** Makes a file of the whole result of the query (all of its rows, not the page's) and saves it. */
export function ExportMenu({ spec }: { readonly spec: QuerySpec | null }) {
  const { api } = useSite();
  const queries = useQueryClient();
  const details = useRef<HTMLDetailsElement>(null);
  const stop = useRef<AbortController | null>(null);
  const [step, setStep] = useState<Step>({ kind: 'idle', text: '' });
  const download = async () => {
    if (spec === null) return;
    const controller = new AbortController();
    stop.current = controller;
    if (details.current !== null) details.current.open = false;
    setStep({ kind: 'working', text: 'Making the file…' });
    try {
      const answer = await queries.fetchQuery({
        queryKey: answerKey(spec),
        queryFn: ({ signal }) => runQuery(api, spec, AbortSignal.any([signal, controller.signal])),
      });
      const again = () => runQuery(api, spec, controller.signal);
      const file = await downloadCsv(api, answer, again, controller.signal);
      const url = URL.createObjectURL(file.body);
      saveAs(url, file.name);
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      setStep({ kind: 'done', text: `Saved as ${file.name}.` });
    } catch (error) {
      if (controller.signal.aborted) setStep({ kind: 'idle', text: '' });
      else {
        const { title, next } = explained(error);
        setStep({ kind: 'failed', text: `${title}. ${next}` });
      }
    }
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
      >
        <summary className="button">
          <FileDown size={16} aria-hidden="true" /> Export <ChevronDown size={16} aria-hidden="true" />
        </summary>
        <div className="menu-list">
          <button
            type="button"
            disabled={spec === null || step.kind === 'working'}
            onClick={() => void download()}
          >
            Download CSV
            <span className="hint">All rows of the table, with their source. The download is recorded.</span>
          </button>
        </div>
      </details>
      <div className={step.kind === 'idle' ? 'visually-hidden' : 'toast'} role="status">
        {step.text}
        {step.kind === 'working' && (
          <button type="button" className="link" onClick={() => stop.current?.abort()}>
            Cancel
          </button>
        )}
        {(step.kind === 'done' || step.kind === 'failed') && (
          <button type="button" className="link" onClick={() => setStep({ kind: 'idle', text: '' })}>
            Close
          </button>
        )}
      </div>
    </>
  );
}

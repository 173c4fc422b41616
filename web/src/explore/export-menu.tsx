import { useQueryClient } from '@tanstack/react-query';
import { ChevronDown, FileDown } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { ApiProblem } from '../api/client.ts';
import { downloadCsv } from '../api/download.ts';
import { answerKey } from '../api/hooks.ts';
import { runQuery } from '../api/query-run.ts';
import { saveAs } from '../charts/image.ts';
import { useSite } from '../session/context.tsx';
import { explained } from '../shell/state-message.tsx';
import { ReasonDialog } from './reason-dialog.tsx';

type Step = { readonly kind: 'idle' | 'working' | 'done' | 'failed'; readonly text: string };

/** Makes a file of the whole result of the query (all of its rows, not the page's) and saves it. */
export function ExportMenu({
  spec,
  allowed,
}: {
  readonly spec: QuerySpec | null;
  readonly allowed: boolean;
}) {
  const { api } = useSite();
  const queries = useQueryClient();
  const details = useRef<HTMLDetailsElement>(null);
  const stop = useRef<AbortController | null>(null);
  const [step, setStep] = useState<Step>({ kind: 'idle', text: '' });
  const [reasons, setReasons] = useState<readonly string[] | null>(null);
  const download = async (reason: string | null = null) => {
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
      const file = await downloadCsv(api, answer, again, controller.signal, reason);
      const url = URL.createObjectURL(file.body);
      saveAs(url, file.name);
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      setStep({ kind: 'done', text: `Saved as ${file.name}.` });
    } catch (error) {
      if (controller.signal.aborted) setStep({ kind: 'idle', text: '' });
      else if (error instanceof ApiProblem && error.problem.code === 'REASON_REQUIRED') {
        setStep({ kind: 'idle', text: '' });
        setReasons(error.problem.reasons ?? []);
      } else {
        const { title, next } = explained(error);
        setStep({ kind: 'failed', text: `${title}. ${next}` });
      }
    }
  };
  if (!allowed) return <NoExport />;
  return (
    <>
      {reasons !== null && (
        <ReasonDialog
          when="download"
          reasons={reasons}
          onClose={() => setReasons(null)}
          onChoose={async (reason) => {
            setReasons(null);
            await download(reason);
          }}
        />
      )}
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

import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { FileFormat } from '#core/files/format.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult } from '#core/model/result.ts';
import { ApiProblem } from '../api/client.ts';
import { downloadFile } from '../api/download.ts';
import { answerKey } from '../api/hooks.ts';
import { runQuery } from '../api/query-run.ts';
import { saveAs } from '../charts/image.ts';
import { formatNumber } from '../format/number.ts';
import { useSite } from '../session/context.tsx';
import { explained } from '../shell/state-message.tsx';
import { ReasonDialog } from './reason-dialog.tsx';

type Step = { readonly kind: 'idle' | 'working' | 'done' | 'failed'; readonly text: string };
type Props = {
  readonly spec: QuerySpec | null;
  readonly open: boolean;
  readonly onChosen: () => void;
};

/** As `QUERY_LIMITS.rows`, which stands in a module that the site does not load. */
const MOST_ROWS = 250_000;
const FORMATS: readonly { readonly format: FileFormat; readonly name: string; readonly hint: string }[] = [
  { format: 'csv', name: 'Download CSV', hint: 'Text that every program reads.' },
  { format: 'xlsx', name: 'Download XLSX (Excel)', hint: 'With sheets About and Symbols.' },
  { format: 'parquet', name: 'Download Parquet', hint: 'Typed columns, for R, Python and databases.' },
  { format: 'geojson', name: 'Download GeoJSON', hint: 'For GIS: areas, cells or points.' },
];

/** What a file of this answer will hold: whether all rows are in it, and if not how many of how many. */
function contentWords(result: Pick<QueryResult, 'rowCount' | 'mapped' | 'cut'>, isList: boolean): string {
  const rows = (count: number) => `${formatNumber(count)} ${count === 1 ? 'row' : 'rows'}`;
  if (isList && typeof result.mapped === 'number')
    return result.mapped <= MOST_ROWS
      ? `${rows(result.mapped)}, complete.`
      : `The first ${formatNumber(MOST_ROWS)} of ${rows(result.mapped)}: it will be named incomplete.`;
  return result.cut
    ? `The first ${rows(result.rowCount)}: it will be named incomplete.`
    : `${rows(result.rowCount)}, complete.`;
}

/** Whether rows of an answer can have a place, as far as the question tells. */
function hasPlaces({ groupBy, records }: QuerySpec): boolean {
  return records !== undefined || (groupBy ?? []).some((key) => 'area' in key || 'cell' in key);
}

/** The formats that the answer can be had in, what will be in the file, and how the making of it goes. */
export function ExportChoices({ spec, open, onChosen }: Props) {
  const { api } = useSite();
  const stop = useRef<AbortController | null>(null);
  const [step, setStep] = useState<Step>({ kind: 'idle', text: '' });
  const [asking, setAsking] = useState<{ format: FileFormat; reasons: readonly string[] } | null>(null);
  const isList = spec?.records !== undefined;
  const run = (signal: AbortSignal) => {
    if (spec === null) throw new Error('there is no query to run');
    return runQuery(api, spec, signal, { firstRows: isList ? 1 : undefined });
  };
  const answer = useQuery({
    queryKey: isList ? [...answerKey(spec), 'head'] : answerKey(spec),
    queryFn: ({ signal }) => run(signal),
    enabled: open && spec !== null,
  });
  const download = async (format: FileFormat, reason: string | null = null) => {
    if (spec === null) return;
    const controller = new AbortController();
    stop.current = controller;
    onChosen();
    setStep({ kind: 'working', text: 'Making the file…' });
    try {
      const { pathname, search } = globalThis.location;
      const file = await downloadFile(
        api,
        answer.data ?? (await run(controller.signal)),
        () => run(controller.signal),
        { format, reason, address: `${pathname}${search}` },
        controller.signal,
        ({ written, rows }) =>
          setStep({
            kind: 'working',
            text: `Writing row ${formatNumber(written)} of ${formatNumber(rows)}…`,
          }),
      );
      const url = URL.createObjectURL(file.body);
      saveAs(url, file.name);
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      setStep({ kind: 'done', text: `Saved as ${file.name}.` });
    } catch (error) {
      if (controller.signal.aborted)
        setStep({ kind: 'done', text: 'The download was stopped. No file was made.' });
      else if (error instanceof ApiProblem && error.problem.code === 'REASON_REQUIRED') {
        setStep({ kind: 'idle', text: '' });
        setAsking({ format, reasons: error.problem.reasons ?? [] });
      } else {
        const { title, next } = explained(error);
        setStep({ kind: 'failed', text: `${title}. ${next}` });
      }
    }
  };
  const busy = spec === null || step.kind === 'working';
  return (
    <>
      {open && (
        <div className="menu-list">
          <p className="menu-note" role="status">
            {answer.data === undefined
              ? answer.isError
                ? 'The answer is not there yet.'
                : 'Counting the rows…'
              : contentWords(answer.data.result, isList)}
          </p>
          {FORMATS.map(({ format, name, hint }) => {
            const placeless = format === 'geojson' && spec !== null && !hasPlaces(spec);
            return (
              <button
                key={format}
                type="button"
                disabled={busy || placeless}
                onClick={() => void download(format)}
              >
                {name}
                <span className="hint">{placeless ? 'Group by areas first: rows need a place.' : hint}</span>
              </button>
            );
          })}
          <p className="menu-note">
            Each file says where it comes from. What you look at is recorded, and each download is recorded
            too.
          </p>
        </div>
      )}
      {asking !== null && (
        <ReasonDialog
          when="download"
          reasons={asking.reasons}
          onClose={() => setAsking(null)}
          onChoose={async (reason) => {
            setAsking(null);
            await download(asking.format, reason);
          }}
        />
      )}
      {createPortal(
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
        </div>,
        document.body,
      )}
    </>
  );
}

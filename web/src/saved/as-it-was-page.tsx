import { useQuery } from '@tanstack/react-query';
import { FileDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { ApiProblem } from '../api/client.ts';
import { downloadFile } from '../api/download.ts';
import { useDatasets } from '../api/hooks.ts';
import { type Answer, runAt } from '../api/query-run.ts';
import { saveAs } from '../charts/image.ts';
import { ReasonDialog } from '../explore/reason-dialog.tsx';
import { ResultTable } from '../explore/result-table.tsx';
import { useWrite } from '../form/write.ts';
import { WriteProblem } from '../form/write-problem.tsx';
import { formatDateTime } from '../format/number.ts';
import { usePreview, useSite } from '../session/context.tsx';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import { isControlled } from '../state/access.ts';
import { choiceOf } from '../state/catalogue.ts';
import { EMPTY } from '../state/exploration.ts';
import type { LinkView } from './types.ts';
import './saved.css';

/** A table on the publications that a link names, under the profile of who opens it. */
export function AsItWasPage({ id }: { readonly id: string }) {
  const { api } = useSite();
  const preview = usePreview();
  const [reasons, setReasons] = useState<readonly string[] | null>(null);
  const link = useQuery({
    queryKey: ['link', id, preview?.id],
    queryFn: ({ signal }) => api.get<LinkView>(`/links/${id}`, signal),
    staleTime: 0,
  });
  const isKept = link.data?.publications.every(({ kept }) => kept) ?? false;
  const answer = useQuery({
    queryKey: ['link', id, 'answer', preview?.id],
    queryFn: ({ signal }) => runAt(api, `/links/${id}/queries`, undefined, signal),
    enabled: isKept,
    staleTime: Number.POSITIVE_INFINITY,
  });
  useEffect(() => {
    document.title = 'Table as it was – SafeStats Explorer';
  }, []);
  const problem = answer.error instanceof ApiProblem ? answer.error.problem : null;
  const asks = problem?.code === 'REASON_REQUIRED' ? (problem.reasons ?? []) : null;
  if (link.isError || link.data === undefined)
    return (
      <main className="plain-page" id="main">
        <h1>Table as it was</h1>
        {link.isError ? (
          <ErrorMessage error={link.error} retry={() => void link.refetch()} />
        ) : (
          <Loading what="Opening the link" />
        )}
      </main>
    );
  const { askedAt, owner, publications, search, leftOut } = link.data;
  const gone = publications.filter(({ kept }) => !kept).map(({ title }) => title);
  return (
    <main className="page" id="main">
      {(reasons ?? asks) !== null && (
        <ReasonDialog
          when="session"
          reasons={reasons ?? asks ?? []}
          onClose={() => setReasons(null)}
          onChoose={async (reason) => {
            await api.write('PUT', '/me/reason', { reason });
            setReasons(null);
            await answer.refetch();
          }}
        />
      )}
      <div className="title-row">
        <div>
          <p className="caption">Table as it was</p>
          <h1>As it was on {formatDateTime(askedAt)}</h1>
          <p className="subtitle">
            Link made by {owner.name}, {owner.organisation.name}. You see it under your own profile.
          </p>
        </div>
        <div className="title-tools">
          <Link className="button" href={search === '' ? '/' : `/?${search}`}>
            Ask the latest data
          </Link>
          {answer.data !== undefined && <Download answer={answer.data} />}
        </div>
      </div>
      <div className="control-note" role="note">
        <p>
          {publications.length === 0
            ? 'Your profile shows none of the datasets that it is made of, or nothing was published of them.'
            : publications
                .map(
                  ({ title, publishedAt }) =>
                    `${title}, ${publishedAt === null ? 'publication not known' : `published ${formatDateTime(publishedAt)}`}`,
                )
                .join('; ')}
          {publications.length > 0 && '. Later publications change nothing here.'}
        </p>
        {leftOut && <p>Your profile does not show all that it asks, or part of it is no longer there.</p>}
      </div>
      {gone.length > 0 ? (
        <section className="card" role="alert">
          <h2>It can no longer be shown as it was</h2>
          <p>
            The publication of {gone.join(', ')} is no longer kept, or was erased. Ask the latest data
            instead: the question is the same, its numbers may be others.
          </p>
        </section>
      ) : answer.isError ? (
        asks === null && <ErrorMessage error={answer.error} retry={() => void answer.refetch()} />
      ) : answer.data === undefined ? (
        <Loading what="Asking the publications of then" />
      ) : (
        <Table answer={answer.data} />
      )}
    </main>
  );
}

/** How the datasets of an answer may be shown. */
function useChoice(answer: Answer) {
  const { data } = useDatasets();
  const datasets = answer.result.publications.map(({ dataset }) => dataset);
  return data === undefined ? null : choiceOf(data, { ...EMPTY, datasets });
}

function Table({ answer }: { readonly answer: Answer }) {
  const choice = useChoice(answer);
  if (choice === null) return <Loading what="Loading the catalogue" />;
  return (
    <section className="card table-card" aria-label="Table">
      <ResultTable
        answer={answer}
        noun={choice.noun}
        minimumCount={choice.access.minimumCount}
        adds={!isControlled(choice.access)}
        titleOf={(id) => choice.datasets.find((dataset) => dataset.id === id)?.title ?? id}
      />
    </section>
  );
}

function Download({ answer }: { readonly answer: Answer }) {
  const { api } = useSite();
  const choice = useChoice(answer);
  const write = useWrite();
  const [reasons, setReasons] = useState<readonly string[] | null>(null);
  if (choice?.access.download !== true) return null;
  const download = (reason: string | null = null) =>
    write.run(async () => {
      try {
        const again = () => Promise.reject(new Error('the query is no longer kept'));
        const wish = { format: 'csv', reason, address: globalThis.location.pathname } as const;
        const file = await downloadFile(api, answer, again, wish, new AbortController().signal);
        const url = URL.createObjectURL(file.body);
        saveAs(url, file.name);
        setTimeout(() => URL.revokeObjectURL(url), 60_000);
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.problem.code !== 'REASON_REQUIRED') throw error;
        setReasons(error.problem.reasons ?? []);
      }
    });
  return (
    <>
      <button type="button" className="button" disabled={write.busy} onClick={() => void download()}>
        <FileDown size={16} aria-hidden="true" /> Download CSV
      </button>
      <WriteProblem failure={write.failure} />
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
    </>
  );
}

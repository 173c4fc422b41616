import { useQueryClient } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { ApiProblem } from '../api/client.ts';
import { answerKey } from '../api/hooks.ts';
import { type Answer, runQuery } from '../api/query-run.ts';
import { Field } from '../form/field.tsx';
import { useWrite } from '../form/write.ts';
import { WriteProblem } from '../form/write-problem.tsx';
import { formatDateTime } from '../format/number.ts';
import { useSite } from '../session/context.tsx';
import { Dialog } from '../shell/dialog.tsx';
import type { LinkView } from './types.ts';
import './saved.css';

type Props = { readonly search: string; readonly spec: QuerySpec; readonly onClose: () => void };

/** Two links that must not be confused: the question, and the table as it was. */
export function ShareDialog({ search, spec, onClose }: Props) {
  const { api } = useSite();
  const queries = useQueryClient();
  const write = useWrite();
  const [link, setLink] = useState<LinkView | null>(null);
  const { origin } = globalThis.location;
  const make = () =>
    write.run(async () => {
      const ask = () =>
        queries.fetchQuery({
          queryKey: answerKey(spec),
          queryFn: ({ signal }) => runQuery(api, spec, signal),
        });
      const linkOf = ({ id }: Answer) => api.post<LinkView>(`/queries/${id}/links`, { search });
      const made = await linkOf(await ask()).catch(async (error: unknown) => {
        const isGone =
          error instanceof ApiProblem && ['NOT_FOUND', 'ACCESS_CHANGED'].includes(error.problem.code);
        if (!isGone) throw error;
        await queries.invalidateQueries({ queryKey: answerKey(spec), refetchType: 'none' });
        return linkOf(await ask());
      });
      setLink(made);
    });
  return (
    <Dialog title="Share" onClose={onClose}>
      <div className="share">
        <p>Whoever opens a link sees it under their own profile, and what they open is recorded.</p>
        <section aria-labelledby="share-latest">
          <h3 id="share-latest">This query, latest data</h3>
          <p className="hint">Asked anew each time: its numbers change when data is published.</p>
          <CopyLink label="Link to this query" text={`${origin}/${search === '' ? '' : `?${search}`}`} />
        </section>
        <section aria-labelledby="share-was">
          <h3 id="share-was">This table as it was</h3>
          <p className="hint">
            The table of this query on the publications of this moment. It stays the same when new data is
            published, for as long as those publications are kept.
          </p>
          <WriteProblem failure={write.failure} />
          {link === null ? (
            <button type="button" className="button" disabled={write.busy} onClick={() => void make()}>
              {write.busy ? 'Making the link…' : 'Make this link'}
            </button>
          ) : (
            <>
              <CopyLink label="Link to this table" text={`${origin}/as-it-was/${link.id}`} />
              <p className="hint" role="status">
                As it was on {formatDateTime(link.askedAt)}:{' '}
                {link.publications
                  .map(
                    ({ title, publishedAt }) =>
                      `${title}${publishedAt === null ? '' : `, published ${formatDateTime(publishedAt)}`}`,
                  )
                  .join('; ')}
                .
              </p>
            </>
          )}
        </section>
      </div>
    </Dialog>
  );
}

function CopyLink({ label, text }: { readonly label: string; readonly text: string }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied.');
    } catch {
      setSaid('It could not be copied: select it and copy it.');
    }
  };
  return (
    <div className="copy-link">
      <Field label={label}>
        {(control) => <input {...control} readOnly value={text} onFocus={(event) => event.target.select()} />}
      </Field>
      <button type="button" className="button" aria-label={`Copy: ${label}`} onClick={() => void copy()}>
        <Copy size={16} aria-hidden="true" /> Copy
      </button>
      <p role="status" className={said === '' ? 'visually-hidden' : 'hint'}>
        {said}
      </p>
    </div>
  );
}

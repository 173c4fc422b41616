import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDate } from '../format/number.ts';
import { useSite } from '../session/context.tsx';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import { type Field, valueText } from './field-text.ts';

type Earlier = {
  readonly untold: 'no-key' | 'key-hidden' | 'key-unknown' | null;
  readonly versions: readonly {
    readonly manifest: string;
    readonly publishedAt: string;
    readonly differences: readonly { readonly was: Field; readonly now: Field }[];
  }[];
  readonly looked: number;
  readonly left: number;
};

const UNTOLD = {
  'no-key':
    'They cannot be told: the agency gives its records no identifier, so that a record which was delivered anew is not known to be the same.',
  'key-hidden':
    'They cannot be told: your profile does not show the identifier by which a record that was delivered anew is known.',
  'key-unknown':
    'They cannot be told: the agency gave this record no identifier, so that one which was delivered anew is not known to be the same.',
} as const;

function leftText({ looked, left }: Earlier): string {
  const many = `${looked} earlier ${looked === 1 ? 'publication was' : 'publications were'} looked at`;
  return left === 0
    ? `${many}.`
    : `${many}; ${left} more ${left === 1 ? 'is' : 'are'} older or no longer kept.`;
}

/** What earlier publications said of a record, looked for when somebody asks. */
export function EarlierCard({ path }: { readonly path: string }) {
  const { api } = useSite();
  const [asked, setAsked] = useState(false);
  const query = useQuery({
    queryKey: ['record-versions', path],
    queryFn: async ({ signal }) =>
      (await api.get<{ readonly earlier: Earlier }>(`${path}?earlier=true`, signal)).earlier,
    enabled: asked,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <section className="card" aria-labelledby="record-earlier">
      <h2 id="record-earlier">Earlier versions</h2>
      {!asked ? (
        <>
          <p>An agency may have delivered this record before and replaced it since.</p>
          <button type="button" className="button" onClick={() => setAsked(true)}>
            Look for earlier versions
          </button>
        </>
      ) : query.isError ? (
        <ErrorMessage error={query.error} retry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Loading what="Looking in earlier publications" />
      ) : (
        <div role="status">
          <Versions earlier={query.data} />
        </div>
      )}
    </section>
  );
}

function Versions({ earlier }: { readonly earlier: Earlier }) {
  const { untold, versions } = earlier;
  if (untold !== null) return <p>{UNTOLD[untold]}</p>;
  return (
    <>
      {versions.length === 0 ? (
        <p>No earlier publication that is kept said otherwise.</p>
      ) : (
        <ol className="record-versions">
          {versions.map(({ manifest, publishedAt, differences }) => (
            <li key={`${manifest} ${JSON.stringify(differences)}`}>
              <h3>As last published on {formatDate(publishedAt)}</h3>
              {differences.length === 0 ? (
                <p>It was delivered anew since; nothing that your profile shows differs.</p>
              ) : (
                <dl className="record-list">
                  {differences.map(({ was, now }) => (
                    <div key={was.name}>
                      <dt>{was.label}</dt>
                      <dd>
                        {valueText(was)} <span className="hint">(now {valueText(now)})</span>
                      </dd>
                    </div>
                  ))}
                </dl>
              )}
              <p className="hint">Publication {manifest}</p>
            </li>
          ))}
        </ol>
      )}
      <p className="hint">{leftText(earlier)}</p>
    </>
  );
}

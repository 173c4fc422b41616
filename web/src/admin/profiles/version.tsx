import { Link } from 'wouter';
import { formatDateTime } from '../../format/number.ts';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { useRead } from '../hooks.ts';
import type { Profile } from '../types.ts';
import { AccessTable } from './access-table.tsx';

type Props = { readonly id: string; readonly version: string };

/** One version of a profile, as it was in force. */
export function ProfileVersionPage({ id, version }: Props) {
  const found = useRead<Profile>(
    `/profiles/${encodeURIComponent(id)}/versions/${encodeURIComponent(version)}`,
  );
  return (
    <>
      <p className="caption crumbs">
        <Link href="/admin/profiles">Profiles</Link> /{' '}
        <Link href={`/admin/profiles/${id}`}>{found.data?.title ?? id}</Link> / Version {version}
      </p>
      <div>
        <h1>
          {found.data?.title ?? id}, version {version}
        </h1>
        {found.data !== undefined && (
          <p className="subtitle">
            Made on {formatDateTime(found.data.createdAt)}. Versions are never changed.
          </p>
        )}
      </div>
      {found.isError ? (
        <ErrorMessage error={found.error} retry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        <Loading what="Loading the version" />
      ) : (
        <section className="card" aria-label="What it shows">
          <AccessTable datasets={found.data.datasets} words={found.data.words ?? {}} />
        </section>
      )}
    </>
  );
}

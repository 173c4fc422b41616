import { formatDay } from '../../format/number.ts';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { useGrants } from '../hooks.ts';
import { PreviewButton } from './preview-button.tsx';

/** Profiles that an organisation may assign, to look through. */
export function GrantedProfiles({ organisation }: { readonly organisation: string }) {
  const grants = useGrants(organisation);
  return (
    <section className="card" aria-label="Profiles granted">
      {grants.isError ? (
        <ErrorMessage error={grants.error} retry={() => void grants.refetch()} />
      ) : grants.data === undefined ? (
        <Loading what="Loading profiles" />
      ) : grants.data.items.length === 0 ? (
        <p>None has been granted: your people see no records. Ask a Super Admin.</p>
      ) : (
        <ul className="rows">
          {grants.data.items.map(({ profile, until }) => (
            <li key={profile.id}>
              <span>
                <b>{profile.title}</b> {profile.state === 'retired' && <span className="tag">Retired</span>}
                <br />
                <span className="hint">
                  {until === null ? 'Without an end date' : `Until ${formatDay(until)}`}
                </span>
              </span>
              {profile.state === 'active' && <PreviewButton id={profile.id} title={profile.title} />}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

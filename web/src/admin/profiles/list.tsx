import { Link } from 'wouter';
import { formatNumber } from '../../format/number.ts';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { useProfiles } from '../hooks.ts';
import type { ProfileSummary } from '../types.ts';

export function ProfileList() {
  const profiles = useProfiles();
  return (
    <section className="card" aria-label="Profiles">
      {profiles.isError ? (
        <ErrorMessage error={profiles.error} retry={() => void profiles.refetch()} />
      ) : profiles.data === undefined ? (
        <Loading what="Loading profiles" />
      ) : profiles.data.items.length === 0 ? (
        <p>There is none yet, so that nobody sees any record.</p>
      ) : (
        <ScrollBox className="scroll-x" label="Profiles, scrolls sideways">
          <table>
            <thead>
              <tr>
                <th scope="col">Profile</th>
                <th scope="col">State</th>
                <th scope="col" className="number">
                  Version
                </th>
                <th scope="col" className="number">
                  Datasets
                </th>
                <th scope="col" className="number">
                  Organisations
                </th>
                <th scope="col" className="number">
                  People
                </th>
              </tr>
            </thead>
            <tbody>
              {profiles.data.items.map((profile) => (
                <tr key={profile.id}>
                  <th scope="row">
                    <Link href={`/admin/profiles/${profile.id}`}>{profile.title}</Link>
                    <br />
                    <span className="hint">{profile.description}</span>
                  </th>
                  <td>
                    <ProfileTag profile={profile} />
                  </td>
                  <td className="number">{profile.version}</td>
                  <td className="number">{profile.datasets.length}</td>
                  <td className="number">{formatNumber(profile.organisations)}</td>
                  <td className="number">{formatNumber(profile.people)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </section>
  );
}

type TagProps = { readonly profile: Pick<ProfileSummary, 'state' | 'stopped'> };

export function ProfileTag({ profile: { state, stopped } }: TagProps) {
  if (state === 'retired') return <span className="tag">Retired</span>;
  return stopped ? (
    <span className="tag" data-tone="red">
      Stopped
    </span>
  ) : (
    <span className="tag" data-tone="green">
      In force
    </span>
  );
}

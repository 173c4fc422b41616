import { useState } from 'react';
import { Field } from '../../form/field.tsx';
import { useWrite } from '../../form/write.ts';
import { WriteProblem } from '../../form/write-problem.tsx';
import { formatDay } from '../../format/number.ts';
import { useSite } from '../../session/context.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { useGrants, useProfiles, useRefresh } from '../hooks.ts';
import type { Grant, Named } from '../types.ts';

/** Profiles that the organisation's administrators may assign, each until a day or without an end. */
export function Grants({ organisation }: { readonly organisation: Named }) {
  const { api } = useSite();
  const grants = useGrants(organisation.id);
  const profiles = useProfiles();
  const refresh = useRefresh();
  const write = useWrite();
  const [profile, setProfile] = useState('');
  const [until, setUntil] = useState('');
  const [asked, setAsked] = useState<string | null>(null);
  const path = (id: string) =>
    `/organisations/${encodeURIComponent(organisation.id)}/grants/${encodeURIComponent(id)}`;
  const granted = grants.data?.items ?? [];
  const offered = (profiles.data?.items ?? []).filter(
    ({ id, state }) => state === 'active' && !granted.some((grant) => grant.profile.id === id),
  );
  const put = (id: string, day: string) =>
    write.run(async () => {
      await api.write<Grant>('PUT', path(id), { until: day === '' ? null : day });
      await refresh();
    });
  const remove = (id: string) =>
    write.run(async () => {
      await api.write('DELETE', path(id));
      setAsked(null);
      await refresh();
    });
  return (
    <section className="drawer-part form" aria-labelledby="grants-title">
      <h3 id="grants-title">Profiles granted</h3>
      <p className="hint">Its administrators assign these to their people, and no others.</p>
      <WriteProblem failure={write.failure} />
      {grants.isError ? (
        <ErrorMessage error={grants.error} retry={() => void grants.refetch()} />
      ) : grants.data === undefined ? (
        <Loading what="Loading grants" />
      ) : granted.length === 0 ? (
        <p>None: its people see no records.</p>
      ) : (
        <ul className="rows">
          {granted.map((grant) => (
            <li key={grant.profile.id}>
              <span>
                <b>{grant.profile.title}</b>
                <br />
                <span className="hint">
                  {grant.until === null ? 'Without an end date' : `Until ${formatDay(grant.until)}`}
                </span>
              </span>
              {asked === grant.profile.id ? (
                <span className="title-tools">
                  <button
                    type="button"
                    className="button button-danger"
                    disabled={write.busy}
                    onClick={() => void remove(grant.profile.id)}
                  >
                    Yes, its people lose it at once
                  </button>
                  <button type="button" className="button" onClick={() => setAsked(null)}>
                    Keep it
                  </button>
                </span>
              ) : (
                <button type="button" className="button" onClick={() => setAsked(grant.profile.id)}>
                  Take back<span className="visually-hidden"> {grant.profile.title}</span>
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void put(profile, until).then((done) => {
            if (!done) return;
            setProfile('');
            setUntil('');
          });
        }}
      >
        <div className="two">
          <Field label="Grant or change">
            {(control) => (
              <select
                {...control}
                required
                value={profile}
                onChange={(event) => {
                  setProfile(event.target.value);
                  setUntil(granted.find((grant) => grant.profile.id === event.target.value)?.until ?? '');
                }}
              >
                <option value="">Choose a profile</option>
                {offered.map(({ id, title }) => (
                  <option key={id} value={id}>
                    {title}
                  </option>
                ))}
                {granted.map((grant) => (
                  <option key={grant.profile.id} value={grant.profile.id}>
                    {grant.profile.title} (granted)
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Until (last day)">
            {(control) => (
              <input
                {...control}
                type="date"
                value={until}
                onChange={(event) => setUntil(event.target.value)}
              />
            )}
          </Field>
        </div>
        <button type="submit" className="button align-start" disabled={write.busy}>
          Grant
        </button>
      </form>
    </section>
  );
}

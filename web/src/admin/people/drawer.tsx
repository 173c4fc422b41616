import { useState } from 'react';
import { useMe } from '../../api/hooks.ts';
import { useWrite } from '../../form/write.ts';
import { WriteProblem } from '../../form/write-problem.tsx';
import { formatDateTime } from '../../format/number.ts';
import { useSite } from '../../session/context.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { useOrganisations, useRead, useRefresh } from '../hooks.ts';
import type { Decision, Person } from '../types.ts';
import { DecisionFields } from './decision-fields.tsx';
import { Leaving } from './leaving.tsx';
import { StateTag } from './state-tag.tsx';
import { cameWords, givableRoles, roleNames } from './words.ts';

type Props = {
  readonly id: string;
  readonly onClose: () => void;
  /** What was done, to be said on the page. */
  readonly onDone: (said: string) => void;
};

/** One person: what is known, and everything that may be changed. */
export function PersonDrawer({ id, onClose, onDone }: Props) {
  const person = useRead<Person>(`/users/${encodeURIComponent(id)}`);
  const again = () => void person.refetch();
  return (
    <Dialog kind="drawer" title={person.data?.name ?? 'Person'} onClose={onClose}>
      {person.data !== undefined ? (
        <PersonForm
          key={person.data.etag}
          person={person.data}
          onReload={again}
          onClose={onClose}
          onDone={onDone}
        />
      ) : person.isError ? (
        <ErrorMessage error={person.error} retry={again} />
      ) : (
        <Loading what="Loading" />
      )}
    </Dialog>
  );
}

type FormProps = Omit<Props, 'id'> & { readonly person: Person; readonly onReload: () => void };

function PersonForm({ person, onReload, onClose, onDone }: FormProps) {
  const { api } = useSite();
  const me = useMe();
  const organisations = useOrganisations();
  const refresh = useRefresh();
  const write = useWrite();
  const own = me.data?.roles ?? [];
  const mayChange = own.includes('super-admin') || own.includes('org-admin');
  const home = organisations.data?.items.find(({ id }) => id === person.organisation.id);
  const [decision, setDecision] = useState<Decision>({
    roles: person.roles,
    agencies: person.agencies,
    profile: person.profile?.id ?? null,
    profileUntil: person.profileUntil,
  });
  const path = `/users/${encodeURIComponent(person.id)}`;
  const finish = async (said: string, work: () => Promise<unknown>) => {
    const done = await write.run(async () => {
      await work();
      await refresh();
    });
    if (done) {
      onDone(said);
      onClose();
    }
  };
  const pending = person.state === 'pending';
  return (
    <div className="form">
      <WriteProblem failure={write.failure} onReload={onReload} />
      <dl className="summary-list">
        <dt>E-mail</dt>
        <dd className="wrap-anywhere">{person.email}</dd>
        <dt>Telephone</dt>
        <dd>{person.phone ?? 'Not given'}</dd>
        <dt>Organisation</dt>
        <dd>{person.organisation.name}</dd>
        <dt>State</dt>
        <dd>
          <StateTag state={person.state} />
        </dd>
        <dt>Account</dt>
        <dd>
          {formatDateTime(person.createdAt)}; {cameWords(person)}
        </dd>
        <dt>Last sign-in</dt>
        <dd>{person.lastSignInAt === null ? 'Never' : formatDateTime(person.lastSignInAt)}</dd>
      </dl>
      {!mayChange ? (
        <dl className="summary-list">
          <dt>Roles</dt>
          <dd>{roleNames(person.roles)}</dd>
          <dt>Profile</dt>
          <dd>{person.profile?.title ?? 'None'}</dd>
        </dl>
      ) : (
        <>
          <form
            className="form"
            onSubmit={(event) => {
              event.preventDefault();
              void finish(pending ? `${person.name} is approved.` : `${person.name} is saved.`, () =>
                pending
                  ? api.write('POST', `${path}/approval`, decision, person.etag)
                  : api.write('PATCH', path, decision, person.etag),
              );
            }}
          >
            <h3>{pending ? 'Approve, with' : 'Roles and access'}</h3>
            <DecisionFields
              organisation={person.organisation.id}
              agencies={home?.agencies ?? null}
              givable={givableRoles(own)}
              decision={decision}
              onChange={setDecision}
            />
            <div className="title-tools">
              <button type="submit" className="button button-go" disabled={write.busy}>
                {pending ? 'Approve' : 'Save'}
              </button>
              {pending && (
                <button
                  type="button"
                  className="button button-danger"
                  disabled={write.busy}
                  onClick={() =>
                    void finish(`${person.name} is rejected.`, () =>
                      api.write('POST', `${path}/rejection`, undefined, person.etag),
                    )
                  }
                >
                  Reject
                </button>
              )}
            </div>
          </form>
          <Leaving
            person={person}
            organisations={organisations.data?.items ?? []}
            busy={write.busy}
            finish={(said, work) => void finish(said, work)}
          />
        </>
      )}
    </div>
  );
}

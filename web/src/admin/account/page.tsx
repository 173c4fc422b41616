import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useMe } from '../../api/hooks.ts';
import type { Me } from '../../api/types.ts';
import { Check, Field } from '../../form/field.tsx';
import { useWrite } from '../../form/write.ts';
import { WriteProblem } from '../../form/write-problem.tsx';
import { formatDay } from '../../format/number.ts';
import { useSite } from '../../session/context.tsx';
import { People } from '../../shell/people.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { useRefresh } from '../hooks.ts';
import { roleNames } from '../people/words.ts';
import { AccessCard } from './access.tsx';
import '../admin.css';

/** One's own account: contact details, what one may see, whom to ask. */
export function AccountPage() {
  const me = useMe();
  useEffect(() => {
    document.title = 'My account – SafeStats Explorer';
  }, []);
  if (me.data === undefined) {
    return (
      <main className="page" id="main">
        <h1>My account</h1>
        {me.isError ? (
          <ErrorMessage error={me.error} retry={() => void me.refetch()} />
        ) : (
          <Loading what="Loading your account" />
        )}
      </main>
    );
  }
  return (
    <main className="page" id="main">
      <div>
        <h1>My account</h1>
        <p className="subtitle">
          {me.data.name}, {me.data.organisation.name}
        </p>
      </div>
      <div className="columns">
        <AccessCard />
        <div className="form">
          <ContactCard me={me.data} />
          <AccountCard me={me.data} />
        </div>
      </div>
    </main>
  );
}

function ContactCard({ me }: { readonly me: Me }) {
  const { api } = useSite();
  const refresh = useRefresh();
  const write = useWrite();
  const [name, setName] = useState(me.name);
  const [phone, setPhone] = useState(me.phone ?? '');
  const [shared, setShared] = useState(me.contactShared);
  const [saved, setSaved] = useState(false);
  const save = async () => {
    setSaved(false);
    const done = await write.run(async () => {
      await api.write<Me>('PATCH', '/me', {
        name: name.trim(),
        phone: phone.trim() === '' ? null : phone.trim(),
        contactShared: shared,
      });
      await refresh();
    });
    setSaved(done);
  };
  return (
    <section className="card" aria-labelledby="contact-title">
      <h2 id="contact-title">Contact details</h2>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <WriteProblem failure={write.failure} />
        <Field label="Name">
          {(control) => (
            <input
              {...control}
              required
              maxLength={120}
              autoComplete="name"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Telephone" hint="May be left empty.">
          {(control) => (
            <input
              {...control}
              type="tel"
              maxLength={40}
              autoComplete="tel"
              value={phone}
              onChange={(event) => setPhone(event.target.value)}
            />
          )}
        </Field>
        <Check
          checked={shared}
          label="Show my e-mail address and telephone number to other people here"
          onChange={setShared}
        />
        <p className="hint">
          Administrators of your organisation see them in any case. Your name and organisation show with what
          you share.
        </p>
        <button type="submit" className="button align-start" disabled={write.busy}>
          Save
        </button>
        <p role="status">{saved ? 'Saved.' : ''}</p>
      </form>
    </section>
  );
}

function AccountCard({ me }: { readonly me: Me }) {
  const { config } = useSite();
  return (
    <section className="card" aria-labelledby="account-title">
      <h2 id="account-title">Account</h2>
      <dl className="summary-list summary-narrow">
        <dt>E-mail</dt>
        <dd className="wrap-anywhere">{me.email}</dd>
        <dt>Roles</dt>
        <dd>{roleNames(me.roles)}</dd>
        {me.agencies.length > 0 && (
          <>
            <dt>Delivers for</dt>
            <dd>{me.agencies.join(', ')}</dd>
          </>
        )}
        <dt>Profile</dt>
        <dd>
          {me.profile === null
            ? 'None'
            : `${me.profile.title}${me.profile.until === null ? '' : `, until ${formatDay(me.profile.until)}`}`}
        </dd>
      </dl>
      <ul className="links">
        <li>
          <Link href="/admin/trail">What is recorded of me</Link>
        </li>
        <li>
          <a href={config.pages.password}>Change my password</a>
        </li>
      </ul>
      {me.administrators.length > 0 && (
        <>
          <h3>Administrators of your organisation</h3>
          <People people={me.administrators} />
        </>
      )}
    </section>
  );
}

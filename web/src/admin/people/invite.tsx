import { useState } from 'react';
import { useMe } from '../../api/hooks.ts';
import { Field } from '../../form/field.tsx';
import { useWrite } from '../../form/write.ts';
import { WriteProblem } from '../../form/write-problem.tsx';
import { formatDay } from '../../format/number.ts';
import { useSite } from '../../session/context.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import { CopyText } from '../copy-text.tsx';
import { useOrganisations, useRefresh } from '../hooks.ts';
import type { Decision, Invitation } from '../types.ts';
import { DecisionFields } from './decision-fields.tsx';
import { givableRoles } from './words.ts';

type Made = { readonly invitation: Invitation; readonly link: string };

/** Invites somebody; the link is shown once, to be sent to them. */
export function InviteDrawer({ onClose }: { readonly onClose: () => void }) {
  const { api } = useSite();
  const me = useMe();
  const organisations = useOrganisations();
  const refresh = useRefresh();
  const write = useWrite();
  const own = me.data?.roles ?? [];
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [organisation, setOrganisation] = useState(me.data?.organisation.id ?? '');
  const [decision, setDecision] = useState<Decision>({
    roles: ['analyst'],
    agencies: [],
    profile: null,
    profileUntil: null,
  });
  const [made, setMade] = useState<Made | null>(null);
  const send = () =>
    write.run(async () => {
      const body = {
        email: email.trim(),
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        organisation,
        roles: decision.roles,
        agencies: decision.agencies,
        ...(decision.profile === null ? {} : { profile: decision.profile }),
        ...(decision.profileUntil === null ? {} : { profileUntil: decision.profileUntil }),
      };
      setMade(await api.write<Made>('POST', '/invitations', body));
      await refresh();
    });
  if (made !== null) {
    return (
      <Dialog kind="drawer" title="Invitation" onClose={onClose}>
        <div className="form">
          <p role="status">
            The invitation for <b>{made.invitation.email}</b> is ready. Send them this link: it works once,
            until {formatDay(made.invitation.expiresAt)}, and is not shown again.
          </p>
          <CopyText label="Link" text={made.link} />
          <button type="button" className="button button-go" onClick={onClose}>
            Done
          </button>
        </div>
      </Dialog>
    );
  }
  const home = organisations.data?.items.find(({ id }) => id === organisation);
  return (
    <Dialog kind="drawer" title="Invite somebody" onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <WriteProblem failure={write.failure} />
        <p>Whoever opens the link chooses a password and is active at once, with what you decide here.</p>
        <Field label="E-mail">
          {(control) => (
            <input
              {...control}
              type="email"
              required
              maxLength={300}
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field label="Name" hint="May be left empty: they write it themselves.">
          {(control) => (
            <input
              {...control}
              maxLength={120}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {own.includes('super-admin') && (
          <Field label="Organisation">
            {(control) => (
              <select
                {...control}
                value={organisation}
                onChange={(event) => {
                  setOrganisation(event.target.value);
                  setDecision({ ...decision, profile: null, profileUntil: null, agencies: [] });
                }}
              >
                {organisations.data?.items.map((item) => (
                  <option key={item.id} value={item.id}>
                    {item.name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <DecisionFields
          organisation={organisation}
          agencies={home?.agencies ?? null}
          givable={givableRoles(own)}
          decision={decision}
          onChange={setDecision}
        />
        <button type="submit" className="button button-go" disabled={write.busy}>
          Make the invitation
        </button>
      </form>
    </Dialog>
  );
}

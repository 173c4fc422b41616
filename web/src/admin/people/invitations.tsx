import { useWrite } from '../../form/write.ts';
import { WriteProblem } from '../../form/write-problem.tsx';
import { formatDay } from '../../format/number.ts';
import { useSite } from '../../session/context.tsx';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import { ErrorMessage } from '../../shell/state-message.tsx';
import { usePages, useRefresh } from '../hooks.ts';
import type { Invitation } from '../types.ts';
import { roleNames } from './words.ts';

/** Invitations that nobody has used yet. */
export function Invitations({ onDone }: { readonly onDone: (said: string) => void }) {
  const { api } = useSite();
  const refresh = useRefresh();
  const write = useWrite();
  const { query, items } = usePages<Invitation>('/invitations');
  if (query.isError) return <ErrorMessage error={query.error} retry={() => void query.refetch()} />;
  const open = (items ?? []).filter(({ state }) => state === 'open');
  if (open.length === 0) return null;
  const withdraw = async ({ id, email }: Invitation) => {
    const done = await write.run(async () => {
      await api.write('DELETE', `/invitations/${encodeURIComponent(id)}`);
      await refresh();
    });
    if (done) onDone(`The invitation for ${email} is withdrawn.`);
  };
  return (
    <section className="card" aria-labelledby="invitations-title">
      <h2 id="invitations-title">Open invitations</h2>
      <WriteProblem failure={write.failure} onReload={() => void query.refetch()} />
      <ScrollBox className="scroll-x" label="Open invitations, scrolls sideways">
        <table>
          <thead>
            <tr>
              <th scope="col">E-mail</th>
              <th scope="col">Organisation</th>
              <th scope="col">Roles</th>
              <th scope="col">Ends</th>
              <th scope="col">
                <span className="visually-hidden">Withdraw</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {open.map((invitation) => (
              <tr key={invitation.id}>
                <th scope="row">{invitation.email}</th>
                <td>{invitation.organisation.name}</td>
                <td>{roleNames(invitation.roles)}</td>
                <td>{formatDay(invitation.expiresAt)}</td>
                <td className="number">
                  <button
                    type="button"
                    className="link"
                    disabled={write.busy}
                    onClick={() => void withdraw(invitation)}
                  >
                    Withdraw<span className="visually-hidden"> the invitation for {invitation.email}</span>
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}

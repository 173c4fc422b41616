import { useState } from 'react';
import { Field } from '../../form/field.tsx';
import { useSite } from '../../session/context.tsx';
import type { Organisation, Person } from '../types.ts';

type Props = {
  readonly person: Person;
  readonly organisations: readonly Organisation[];
  readonly busy: boolean;
  readonly finish: (said: string, work: () => Promise<unknown>) => void;
};

/** Out, back in, or to another organisation. */
export function Leaving({ person, organisations, busy, finish }: Props) {
  const { api } = useSite();
  const [why, setWhy] = useState('');
  const [to, setTo] = useState('');
  const path = `/users/${encodeURIComponent(person.id)}`;
  const others = organisations.filter(({ id }) => id !== person.organisation.id);
  if (person.state === 'disabled') {
    return (
      <section className="drawer-part">
        <h3>Disabled</h3>
        <p>{person.name} cannot sign in, and what was signed in has been ended.</p>
        <button
          type="button"
          className="button"
          disabled={busy}
          onClick={() => finish(`${person.name} is back.`, () => api.write('DELETE', `${path}/disablement`))}
        >
          Let them back in
        </button>
      </section>
    );
  }
  return (
    <>
      {person.state === 'active' && (
        <form
          className="form drawer-part"
          onSubmit={(event) => {
            event.preventDefault();
            finish(`${person.name} is disabled and out.`, () =>
              api.write('PUT', `${path}/disablement`, { why: why.trim() }),
            );
          }}
        >
          <h3>Disable</h3>
          <Field
            label="Why"
            hint="Written into the audit log. They are out within a minute, wherever they are signed in."
          >
            {(control) => (
              <input
                {...control}
                required
                maxLength={200}
                value={why}
                onChange={(event) => setWhy(event.target.value)}
              />
            )}
          </Field>
          <button type="submit" className="button button-danger" disabled={busy}>
            Disable
          </button>
        </form>
      )}
      <form
        className="form drawer-part"
        onSubmit={(event) => {
          event.preventDefault();
          const name = others.find(({ id }) => id === to)?.name ?? to.trim();
          finish(`${person.name} now waits for approval at ${name}.`, () =>
            api.write('POST', `${path}/transfer`, { organisation: to.trim() }, person.etag),
          );
        }}
      >
        <h3>Transfer</h3>
        <Field
          label={others.length === 0 ? 'To (identifier or e-mail domain of the organisation)' : 'To'}
          hint="They lose their roles and profile here, and wait until an administrator there approves them."
        >
          {(control) =>
            others.length === 0 ? (
              <input
                {...control}
                required
                maxLength={253}
                placeholder="camden.example"
                value={to}
                onChange={(event) => setTo(event.target.value)}
              />
            ) : (
              <select {...control} required value={to} onChange={(event) => setTo(event.target.value)}>
                <option value="">Choose an organisation</option>
                {others.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )
          }
        </Field>
        <button type="submit" className="button" disabled={busy}>
          Transfer
        </button>
      </form>
    </>
  );
}

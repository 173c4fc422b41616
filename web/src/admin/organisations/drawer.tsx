import { useState } from 'react';
import { Field } from '../../form/field.tsx';
import { useWrite } from '../../form/write.ts';
import { WriteProblem } from '../../form/write-problem.tsx';
import { useSite } from '../../session/context.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import { useRefresh } from '../hooks.ts';
import type { Organisation } from '../types.ts';
import { Grants } from './grants.tsx';

type Props = {
  /** Null = a new one. */
  readonly organisation: Organisation | null;
  readonly onClose: () => void;
  readonly onDone: (said: string) => void;
};

function listOf(text: string): readonly string[] {
  return [...new Set(text.toLowerCase().split(/[\s,;]+/))].filter((part) => part !== '');
}

/** An identifier made of a name: `Borough of Camden` → `borough-of-camden`. */
export function idOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .replaceAll(' ', '-')
    .slice(0, 40)
    .replace(/-$/, '');
}

/** Name, e-mail domains and agencies of one organisation, and the profiles granted to it. */
export function OrganisationDrawer({ organisation, onClose, onDone }: Props) {
  const { api } = useSite();
  const refresh = useRefresh();
  const write = useWrite();
  const [name, setName] = useState(organisation?.name ?? '');
  const [id, setId] = useState<string | null>(null);
  const [domains, setDomains] = useState(organisation?.domains.join(', ') ?? '');
  const [agencies, setAgencies] = useState(organisation?.agencies.join(', ') ?? '');
  const chosenId = organisation?.id ?? id ?? idOf(name);
  const save = async () => {
    const body = {
      name: name.trim(),
      domains: listOf(domains),
      agencies: listOf(agencies),
    };
    const done = await write.run(async () => {
      if (organisation === null)
        await api.write<Organisation>('POST', '/organisations', { id: chosenId, ...body });
      else
        await api.write<Organisation>('PATCH', `/organisations/${organisation.id}`, body, organisation.etag);
      await refresh();
    });
    if (!done) return;
    onDone(`${name.trim()} is saved.`);
    onClose();
  };
  return (
    <Dialog kind="drawer" title={organisation?.name ?? 'Add an organisation'} onClose={onClose}>
      <div className="form">
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <WriteProblem failure={write.failure} onReload={() => void refresh().then(onClose)} />
          <Field label="Name">
            {(control) => (
              <input
                {...control}
                required
                maxLength={120}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field
            label="Identifier"
            hint={organisation === null ? 'Cannot be changed later.' : 'Cannot be changed.'}
          >
            {(control) => (
              <input
                {...control}
                required
                maxLength={40}
                readOnly={organisation !== null}
                value={chosenId}
                onChange={(event) => setId(event.target.value)}
              />
            )}
          </Field>
          <Field
            label="E-mail domains"
            hint="Whoever signs up with an address of these asks this organisation. Separate several by commas."
          >
            {(control) => (
              <input
                {...control}
                value={domains}
                placeholder="camden.example"
                onChange={(event) => setDomains(event.target.value)}
              />
            )}
          </Field>
          <Field
            label="Agencies"
            hint="That its suppliers may deliver for, as in mps. Empty = it supplies nothing."
          >
            {(control) => (
              <input {...control} value={agencies} onChange={(event) => setAgencies(event.target.value)} />
            )}
          </Field>
          <button type="submit" className="button button-go" disabled={write.busy}>
            {organisation === null ? 'Add' : 'Save'}
          </button>
        </form>
        {organisation !== null && <Grants organisation={organisation} />}
      </div>
    </Dialog>
  );
}

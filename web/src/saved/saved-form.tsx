import { type ReactNode, useId, useState } from 'react';
import { Field } from '../form/field.tsx';
import type { Write } from '../form/write.ts';
import { WriteProblem } from '../form/write-problem.tsx';
import type { Visibility } from './types.ts';

export type SavedDetails = {
  readonly title: string;
  readonly description: string;
  readonly visibility: Visibility;
};

const CHOICES: readonly (readonly [Visibility, string, string])[] = [
  ['private', 'Only me', 'Nobody else sees that it is there.'],
  ['organisation', 'My organisation', 'Your colleagues see it with your name.'],
  ['everyone', 'Everyone', 'Everybody who uses SafeStats sees it with your name.'],
];

type Props = {
  readonly start: SavedDetails;
  readonly write: Write;
  /** Why it cannot be shared; null = it can. */
  readonly locked?: string | null;
  readonly submit: string;
  readonly children?: ReactNode;
  readonly onSubmit: (details: SavedDetails) => void;
  readonly onReload?: () => void;
};

/** Title, description and who sees it. */
export function SavedForm({ start, write, locked = null, submit, children, onSubmit, onReload }: Props) {
  const name = useId();
  const [details, setDetails] = useState<SavedDetails>(() => {
    const { title, description, visibility } = start;
    return { title, description, visibility };
  });
  const [fault, setFault] = useState<string | null>(null);
  const set = (change: Partial<SavedDetails>) => setDetails({ ...details, ...change });
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const title = details.title.trim();
        setFault(title === '' ? 'Write a title.' : null);
        if (title !== '') onSubmit({ ...details, title, description: details.description.trim() });
      }}
    >
      <WriteProblem failure={write.failure} {...(onReload === undefined ? {} : { onReload })} />
      <Field label="Title" fault={fault}>
        {(control) => (
          <input
            {...control}
            maxLength={150}
            value={details.title}
            onChange={(event) => set({ title: event.target.value })}
          />
        )}
      </Field>
      <Field label="Description" hint="What it is for. Name no person.">
        {(control) => (
          <textarea
            {...control}
            rows={3}
            maxLength={1_000}
            value={details.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </Field>
      <fieldset className="choices">
        <legend>Who sees it</legend>
        {CHOICES.map(([value, label, does]) => (
          <label className="check" key={value}>
            <input
              type="radio"
              name={name}
              checked={details.visibility === value}
              disabled={locked !== null && value !== 'private'}
              onChange={() => set({ visibility: value })}
            />
            <span>
              <b>{label}</b> <span className="hint">{does}</span>
            </span>
          </label>
        ))}
        <p className="hint">
          {locked ??
            'Whoever opens it sees it under their own profile: never your numbers, and nothing that their profile hides.'}
        </p>
      </fieldset>
      <div className="title-tools">
        <button type="submit" className="button button-go" disabled={write.busy}>
          {submit}
        </button>
        {children}
      </div>
    </form>
  );
}

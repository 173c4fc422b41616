import { Field } from '../../form/field.tsx';
import { idOf } from '../organisations/drawer.tsx';
import type { ProfileDraft } from './draft.ts';

type Props = {
  readonly draft: ProfileDraft;
  readonly isNew: boolean;
  readonly onChange: (draft: ProfileDraft) => void;
};

/** Title, identifier and description of a profile. */
export function AboutCard({ draft, isNew, onChange }: Props) {
  const follows = isNew && (draft.id === '' || draft.id === idOf(draft.title));
  return (
    <section className="card" aria-labelledby="about-title">
      <h2 id="about-title">About</h2>
      <div className="form">
        <div className="two">
          <Field label="Title">
            {(control) => (
              <input
                {...control}
                required
                maxLength={80}
                value={draft.title}
                onChange={(event) =>
                  onChange({
                    ...draft,
                    title: event.target.value,
                    ...(follows ? { id: idOf(event.target.value) } : {}),
                  })
                }
              />
            )}
          </Field>
          <Field label="Identifier">
            {(control) => (
              <input
                {...control}
                required
                readOnly={!isNew}
                maxLength={40}
                value={draft.id}
                onChange={(event) => onChange({ ...draft, id: event.target.value })}
              />
            )}
          </Field>
        </div>
        <Field label="Description" hint="Whom it is for, and why they may see this.">
          {(control) => (
            <textarea
              {...control}
              maxLength={500}
              value={draft.description}
              onChange={(event) => onChange({ ...draft, description: event.target.value })}
            />
          )}
        </Field>
      </div>
    </section>
  );
}

import type { DatasetDefinition } from '#core/model/dataset.ts';
import { PRECISIONS } from './choices.ts';
import { CheckControl, LongTextControl, NumberControl, SelectControl, TextControl } from './control.tsx';

export type CardProps = {
  readonly definition: DatasetDefinition;
  readonly isNew: boolean;
  readonly onChange: (next: DatasetDefinition) => void;
};

export function DetailsCard({ definition, isNew, onChange }: CardProps) {
  const set = (change: Partial<DatasetDefinition>) => onChange({ ...definition, ...change });
  const { noun } = definition;
  return (
    <section className="card" aria-labelledby="details">
      <h2 id="details">Details</h2>
      <div className="form">
        {isNew && (
          <TextControl
            at="id"
            label="Identifier"
            hint="Agency and kind, as in mps-crime. It cannot be changed later."
            value={definition.id}
            onChange={(id) => set({ id })}
          />
        )}
        <TextControl at="title" label="Title" value={definition.title} onChange={(title) => set({ title })} />
        <LongTextControl
          at="description"
          label="Description"
          hint="Shown in the data catalogue."
          value={definition.description}
          onChange={(description) => set({ description })}
        />
        <div className="two">
          <TextControl
            at="noun.one"
            label="One record is one…"
            value={noun.one}
            onChange={(one) => set({ noun: { ...noun, one } })}
          />
          <TextControl
            at="noun.many"
            label="Several are…"
            value={noun.many}
            onChange={(many) => set({ noun: { ...noun, many } })}
          />
        </div>
        <div className="two">
          <TextControl
            at="licence"
            label="Licence"
            value={definition.licence}
            onChange={(licence) => set({ licence })}
          />
          <SelectControl
            at="timePrecision"
            label="Time is known"
            value={definition.timePrecision}
            options={PRECISIONS}
            disabled={!isNew}
            onChange={(timePrecision) => set({ timePrecision })}
          />
        </div>
      </div>
    </section>
  );
}

/** How long records stay, and whether people must say why they use them. */
export function PolicyCard({ definition, onChange }: CardProps) {
  const { reason } = definition;
  return (
    <section className="card" aria-labelledby="policy">
      <h2 id="policy">Retention and reasons</h2>
      <div className="form">
        <NumberControl
          at="retentionMonths"
          label="Months after which records are due for removal"
          hint="Empty = kept without an end."
          value={definition.retentionMonths}
          onChange={(retentionMonths) => onChange({ ...definition, retentionMonths })}
        />
        <fieldset>
          <legend className="strong">Ask people why they use it</legend>
          <CheckControl
            label="Once a session, before the first query"
            checked={reason.session}
            onChange={(session) => onChange({ ...definition, reason: { ...reason, session } })}
          />
          <CheckControl
            label="At each download"
            checked={reason.download}
            onChange={(download) => onChange({ ...definition, reason: { ...reason, download } })}
          />
        </fieldset>
      </div>
    </section>
  );
}

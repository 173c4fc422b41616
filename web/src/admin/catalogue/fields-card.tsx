import { useState } from 'react';
import type { Field } from '#core/model/dataset.ts';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import { hidingOf, named, ROLES, SENSITIVITIES, TYPES, toneOf } from './choices.ts';
import { useFaultsAt } from './control.tsx';
import type { CardProps } from './details-card.tsx';
import { withNewField } from './draft.ts';
import { FieldForm } from './field-form.tsx';
import type { SampleColumn } from './types.ts';

type Props = CardProps & {
  /** Names of the fields that there were before this change; they keep name and type. */
  readonly settled: ReadonlySet<string>;
  /** Columns of the sample, where there is one. */
  readonly columns: readonly SampleColumn[];
  readonly open: number | null;
  readonly onOpen: (index: number | null) => void;
};

const HIDDEN_TAGS = { '': null, query: 'No filter', output: 'No output', both: 'Hidden' } as const;

/** Every field with what it is; one at a time is opened and edited below its line. */
export function FieldsCard(props: Props) {
  const { definition, columns, open, onOpen, onChange } = props;
  const [filter, setFilter] = useState('');
  const shown = definition.fields
    .map((field, index) => ({ field, index }))
    .filter(
      ({ field, index }) =>
        index === open || `${field.name} ${field.label}`.toLowerCase().includes(filter.trim().toLowerCase()),
    );
  return (
    <section className="card" aria-labelledby="fields">
      <div className="card-line">
        <h2 id="fields">Fields</h2>
        <div className="title-tools">
          {definition.fields.length > 12 && (
            <input
              type="search"
              className="short-search"
              aria-label="Find a field"
              placeholder="Find a field"
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
            />
          )}
          <button
            type="button"
            className="button"
            onClick={() => {
              onChange(withNewField(definition));
              onOpen(definition.fields.length);
            }}
          >
            Add a field
          </button>
        </div>
      </div>
      <ScrollBox className="scroll-x" label="Fields, scrolls sideways">
        <table className="fields-table">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Column of the file</th>
              <th scope="col">Type</th>
              <th scope="col">Used for</th>
              <th scope="col">Sensitivity</th>
              <th scope="col">Codes</th>
              {columns.length > 0 && <th scope="col">Examples</th>}
              <th scope="col">
                <span className="visually-hidden">Edit</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ field, index }) => (
              <FieldRows key={index} {...props} field={field} index={index} isOpen={index === open} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}

type RowProps = Props & { readonly field: Field; readonly index: number; readonly isOpen: boolean };

function sourceOf({ definition, field }: Pick<RowProps, 'definition' | 'field'>): string {
  const names = definition.layouts.flatMap((layout) => layout.fields[field.name] ?? []);
  return [...new Set(names)].join(', ');
}

function FieldRows(props: RowProps) {
  const { definition, columns, field, index, isOpen, onOpen } = props;
  const faults = useFaultsAt(`fields[${index}]`, true);
  const source = sourceOf(props);
  const sample = columns.find((column) => column.name === source);
  const codes = field.codeList === undefined ? null : (definition.codeLists[field.codeList] ?? []);
  const hiding = HIDDEN_TAGS[hidingOf(field.hidden)];
  const cells = columns.length > 0 ? 8 : 7;
  return (
    <>
      <tr data-open={isOpen} className={faults.length > 0 ? 'row-fault' : undefined}>
        <th scope="row">
          <b>{field.label}</b>
          <br />
          <span className="hint">{field.name}</span>
        </th>
        <td>{source === '' ? <span className="hint">none</span> : source}</td>
        <td>
          {named(TYPES, field.type)}
          {field.required && <span className="hint">, must be filled</span>}
        </td>
        <td>
          {named(ROLES, field.role)}{' '}
          {hiding !== null && (
            <span className="tag" data-tone="yellow">
              {hiding}
            </span>
          )}
        </td>
        <td>
          <span className="tag" data-tone={toneOf(field.sensitivity)}>
            {named(SENSITIVITIES, field.sensitivity)}
          </span>
        </td>
        <td>{codes === null ? '–' : codes.length}</td>
        {columns.length > 0 && (
          <td className="examples">
            {sample === undefined ? '–' : sample.examples.slice(0, 3).join(' · ')}
            {sample !== undefined && (
              <span className="hint">
                <br />
                {sample.distinct} different{sample.empty > 0 && `, ${sample.empty} empty`}
              </span>
            )}
          </td>
        )}
        <td>
          <button
            type="button"
            className="link"
            aria-expanded={isOpen}
            onClick={() => onOpen(isOpen ? null : index)}
          >
            {isOpen ? 'Close' : 'Edit'}
            <span className="visually-hidden"> {field.label}</span>
          </button>
        </td>
      </tr>
      {isOpen && (
        <tr className="row-form">
          <td colSpan={cells}>
            <FieldForm {...props} onClose={() => onOpen(null)} />
          </td>
        </tr>
      )}
    </>
  );
}

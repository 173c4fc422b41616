import { useState } from 'react';
import type { DatasetDefinition, Field } from '#core/model/dataset.ts';
import { HIDING, hiddenFrom, hidingOf, ROLES, SENSITIVITIES, TYPES } from './choices.ts';
import { CheckControl, LongTextControl, NumberControl, SelectControl, TextControl } from './control.tsx';
import type { CardProps } from './details-card.tsx';
import {
  codesFrom,
  codesText,
  identifierOf,
  renamedField,
  replaced,
  withField,
  without,
  withSource,
} from './draft.ts';

type Props = CardProps & {
  readonly field: Field;
  readonly index: number;
  readonly settled: ReadonlySet<string>;
  readonly onClose: () => void;
};

/** Everything about one field: what people read, what it may be used for, where it comes from, its codes. */
export function FieldForm({ definition, field, index, settled, onChange, onClose }: Props) {
  const at = `fields[${index}]`;
  const isNew = !settled.has(field.name);
  const set = (change: Partial<Field>) => onChange(withField(definition, index, { ...field, ...change }));
  return (
    <div className="form field-form">
      <div className="three">
        <TextControl
          at={`${at}.label`}
          label="Label"
          value={field.label}
          onChange={(label) => set({ label })}
        />
        {isNew && (
          <TextControl
            at={`${at}.name`}
            label="Name"
            hint="Cannot be changed later."
            value={field.name}
            onChange={(name) => onChange(renamedField(definition, field.name, identifierOf(name)))}
          />
        )}
        <SelectControl
          at={`${at}.type`}
          label="Type"
          value={field.type}
          options={TYPES}
          disabled={!isNew}
          onChange={(type) => onChange(withType(definition, index, type))}
        />
        <SelectControl
          at={`${at}.role`}
          label="Used for"
          value={field.role}
          options={ROLES}
          onChange={(role) => set({ role })}
        />
        <SelectControl
          at={`${at}.sensitivity`}
          label="Sensitivity"
          value={field.sensitivity}
          options={SENSITIVITIES}
          onChange={(sensitivity) => set({ sensitivity })}
        />
        <SelectControl
          at={`${at}.hidden`}
          label="Shown"
          value={hidingOf(field.hidden)}
          options={HIDING}
          onChange={(hiding) => set({ hidden: hiddenFrom(hiding) })}
        />
      </div>
      <LongTextControl
        at={`${at}.description`}
        label="Description"
        rows={2}
        value={field.description}
        onChange={(description) => set({ description })}
      />
      {(field.type === 'integer' || field.type === 'decimal') && (
        <Numbers {...{ definition, field, index, onChange }} />
      )}
      <div className="three">
        {definition.layouts.map((layout, place) => (
          <SelectControl
            key={layout.name}
            at={`layouts[${place}].fields.${field.name}`}
            label={definition.layouts.length === 1 ? 'Column of the file' : `Column in ${layout.name}`}
            value={layout.fields[field.name] ?? ''}
            options={[['', 'None'], ...layout.columns.map((column) => [column, column] as const)]}
            onChange={(column) =>
              onChange({
                ...definition,
                layouts: replaced(definition.layouts, place, withSource(layout, field.name, column)),
              })
            }
          />
        ))}
      </div>
      {field.type === 'text' && (
        <div className="three">
          <SelectControl
            at={`${at}.place`}
            label="Names places"
            value={field.place ?? ''}
            options={[
              ['', 'No'],
              ['street', 'Streets, to be searched for'],
              ['station', 'Stations, to be searched for'],
            ]}
            onChange={(place) => {
              const { place: _, ...plain } = field;
              const next = place === 'street' || place === 'station' ? { ...plain, place } : plain;
              onChange(withField(definition, index, next));
            }}
          />
        </div>
      )}
      <CheckControl
        label="A record without it is rejected"
        checked={field.required}
        onChange={(required) => set({ required })}
      />
      {field.type === 'category' && <Codes {...{ definition, field, index, onChange }} />}
      <div className="title-tools">
        <button type="button" className="button" onClick={onClose}>
          Done
        </button>
        {isNew && (
          <button
            type="button"
            className="link link-danger"
            onClick={() => {
              onChange(withoutField(definition, index));
              onClose();
            }}
          >
            Take this field away
          </button>
        )}
      </div>
    </div>
  );
}

/** Another type, without what only the one before could have. */
function withType(definition: DatasetDefinition, index: number, type: Field['type']): DatasetDefinition {
  const field = definition.fields[index];
  if (field === undefined) return definition;
  const { scale: _, codeList: list, place: __, ...others } = field;
  const scale = type === 'decimal' ? { scale: 2 } : {};
  const codeList = type === 'category' && list !== undefined ? { codeList: list } : {};
  return withField(definition, index, { ...others, ...scale, ...codeList, type });
}

function withoutField(definition: DatasetDefinition, index: number): DatasetDefinition {
  const name = definition.fields[index]?.name ?? '';
  return {
    ...definition,
    fields: without(definition.fields, index),
    layouts: definition.layouts.map((layout) => withSource(layout, name, '')),
  };
}

type PartProps = Pick<Props, 'definition' | 'field' | 'index' | 'onChange'>;

function Numbers({ definition, field, index, onChange }: PartProps) {
  const { unit: _, ...plain } = field;
  return (
    <div className="three">
      <TextControl
        at={`fields[${index}].unit`}
        label="Unit, in words"
        value={field.unit ?? ''}
        onChange={(unit) => onChange(withField(definition, index, unit === '' ? plain : { ...field, unit }))}
      />
      {field.type === 'decimal' && (
        <NumberControl
          at={`fields[${index}].scale`}
          label="Digits after the point"
          value={field.scale ?? 0}
          onChange={(scale) => onChange(withField(definition, index, { ...field, scale: scale ?? 0 }))}
        />
      )}
    </div>
  );
}

function Codes({ definition, field, index, onChange }: PartProps) {
  const list = field.codeList;
  const codes = list === undefined ? [] : (definition.codeLists[list] ?? []);
  const [text, setText] = useState(() => codesText(codes));
  const lists = Object.keys(definition.codeLists);
  const pick = (name: string) => {
    const { codeList: _, ...plain } = field;
    const chosen = name === '*' ? field.name : name;
    const codeLists =
      name === '*' ? { ...definition.codeLists, [chosen]: [] as typeof codes } : definition.codeLists;
    const next = { ...definition, codeLists };
    setText(codesText(codeLists[chosen] ?? []));
    onChange(withField(next, index, chosen === '' ? plain : { ...field, codeList: chosen }));
  };
  return (
    <div className="form">
      <SelectControl
        at={`fields[${index}].codeList`}
        label="Code list"
        value={list ?? ''}
        options={[
          ['', 'None: any value is taken'],
          ...lists.map((name) => [name, name] as const),
          ...(lists.includes(field.name) ? [] : [['*', 'A new list'] as const]),
        ]}
        onChange={pick}
      />
      {list !== undefined && (
        <LongTextControl
          at={`codeLists.${list}`}
          label={`Codes of ${list}`}
          hint="One a line: code | label | spellings in files, separated by semicolons."
          rows={Math.min(12, Math.max(4, codes.length + 1))}
          value={text}
          onChange={(value) => {
            setText(value);
            onChange({
              ...definition,
              codeLists: { ...definition.codeLists, [list]: codesFrom(value) },
            });
          }}
        />
      )}
    </div>
  );
}

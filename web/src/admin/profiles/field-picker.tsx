import { useId, useState } from 'react';
import type { Choosable } from './draft.ts';

const TAGS = {
  open: null,
  restricted: { text: 'Restricted', tone: 'yellow' },
  personal: { text: 'Personal', tone: 'red' },
  'special-category': { text: 'Special category', tone: 'red' },
} as const;

type Props = {
  readonly fields: readonly Choosable[];
  readonly chosen: readonly string[];
  readonly onChange: (fields: readonly string[]) => void;
};

/** Which fields are shown; all others are hidden. */
export function FieldPicker({ fields, chosen, onChange }: Props) {
  const searchId = useId();
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const shown = fields.filter(({ name, label }) => `${label} ${name}`.toLowerCase().includes(wanted));
  const names = shown.map(({ name }) => name);
  const allShown = names.length > 0 && names.every((name) => chosen.includes(name));
  const gone = chosen.filter((name) => !fields.some((field) => field.name === name));
  const inOrder = (next: readonly string[]) =>
    fields.map(({ name }) => name).filter((name) => next.includes(name));
  return (
    <fieldset className="choices">
      <legend>
        Fields shown: {chosen.length} of {fields.length}
      </legend>
      <p className="hint">What is not ticked is hidden, also fields that are added later.</p>
      <div className="picker-tools">
        <label className="visually-hidden" htmlFor={searchId}>
          Find a field
        </label>
        <input
          id={searchId}
          type="search"
          placeholder="Find a field"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <button
          type="button"
          className="link"
          disabled={names.length === 0}
          onClick={() =>
            onChange(
              allShown ? chosen.filter((name) => !names.includes(name)) : inOrder([...chosen, ...names]),
            )
          }
        >
          {allShown ? 'Clear' : 'Select'} {wanted === '' ? 'all' : `the ${names.length} found`}
        </button>
      </div>
      <ul className="picker">
        {shown.map((field) => {
          const tag = TAGS[field.sensitivity];
          return (
            <li key={field.name}>
              <label className="check">
                <input
                  type="checkbox"
                  checked={chosen.includes(field.name)}
                  onChange={(event) =>
                    onChange(
                      event.target.checked
                        ? inOrder([...chosen, field.name])
                        : chosen.filter((name) => name !== field.name),
                    )
                  }
                />
                <span title={field.description}>
                  {field.label} <span className="hint">{field.name}</span>
                </span>
              </label>
              <span className="picker-tags">
                {field.key && <span className="tag">Identifies</span>}
                {field.lookup && <span className="tag">Looked up</span>}
                {tag !== null && (
                  <span className="tag" data-tone={tag.tone}>
                    {tag.text}
                  </span>
                )}
              </span>
            </li>
          );
        })}
      </ul>
      {shown.length === 0 && <p className="hint">No field is called “{search}”.</p>}
      {gone.length > 0 && (
        <p>
          The dataset no longer has {gone.join(', ')}.{' '}
          <button type="button" className="link" onClick={() => onChange(inOrder(chosen))}>
            Take them out
          </button>
        </p>
      )}
    </fieldset>
  );
}

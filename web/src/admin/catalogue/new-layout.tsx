import { useId, useState } from 'react';
import type { CardProps } from './details-card.tsx';
import { identifierOf, layoutAfter } from './draft.ts';

type Props = CardProps & { readonly onClose: () => void };

/**
 * Asks what has changed in the supplier's file: columns with another name, columns that came. The layout before stays,
 * so that older files are still read.
 */
export function NewLayout({ definition, onChange, onClose }: Props) {
  const ids = { base: useId(), name: useId(), added: useId() };
  const [base, setBase] = useState(definition.layouts.at(-1)?.name ?? '');
  const [name, setName] = useState(`layout_${definition.layouts.length + 1}`);
  const [renames, setRenames] = useState<Readonly<Record<string, string>>>({});
  const [added, setAdded] = useState('');
  const [from, setFrom] = useState('');
  const layout = definition.layouts.find((other) => other.name === base);
  if (layout === undefined) return null;
  const news = added
    .split('\n')
    .map((column) => column.trim())
    .filter((column) => column !== '');
  const changed = Object.entries(renames).filter(([column, to]) => to !== '' && to !== column);
  const taken = definition.layouts.some((other) => other.name === name);
  const add = () => {
    const next = layoutAfter(layout, name, Object.fromEntries(changed), news);
    onChange({ ...definition, layouts: [...definition.layouts, next] });
    onClose();
  };
  return (
    <fieldset className="sub-form form">
      <legend className="strong">The supplier’s file has changed</legend>
      <p className="hint">
        A file is recognised by its columns. The new form is added; files of the old form are still taken.
      </p>
      <div className="two">
        <div className="field">
          <label htmlFor={ids.base}>It was like</label>
          <select id={ids.base} value={base} onChange={(event) => setBase(event.target.value)}>
            {definition.layouts.map((other) => (
              <option key={other.name} value={other.name}>
                {other.name}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={ids.name}>Name of the new layout</label>
          <input id={ids.name} value={name} onChange={(event) => setName(identifierOf(event.target.value))} />
        </div>
      </div>
      {[...Object.keys(renames)].map((column) => (
        <div className="two" key={column}>
          <p className="strong">{column} is now called</p>
          <input
            aria-label={`New name of ${column}`}
            value={renames[column] ?? ''}
            onChange={(event) => setRenames({ ...renames, [column]: event.target.value })}
          />
        </div>
      ))}
      <div className="field">
        <label htmlFor={`${ids.base}-rename`}>A column has another name</label>
        <select
          id={`${ids.base}-rename`}
          value={from}
          onChange={(event) => {
            if (event.target.value !== '') setRenames({ ...renames, [event.target.value]: '' });
            setFrom('');
          }}
        >
          <option value="">Choose the column</option>
          {layout.columns
            .filter((column) => renames[column] === undefined)
            .map((column) => (
              <option key={column} value={column}>
                {column}
              </option>
            ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={ids.added}>Columns that came, at the end, one a line</label>
        <textarea id={ids.added} rows={2} value={added} onChange={(event) => setAdded(event.target.value)} />
      </div>
      <div className="title-tools">
        <button
          type="button"
          className="button"
          disabled={name === '' || taken || (changed.length === 0 && news.length === 0)}
          onClick={add}
        >
          Add this layout
        </button>
        <button type="button" className="link" onClick={onClose}>
          Cancel
        </button>
        {taken && <span className="field-error">There is a layout of this name.</span>}
      </div>
    </fieldset>
  );
}

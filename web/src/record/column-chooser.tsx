import { ChevronDown } from 'lucide-react';
import type { RecordColumn } from '../state/records.ts';

type Props = {
  readonly columns: readonly RecordColumn[];
  readonly shown: ReadonlySet<string>;
  /** At least one stays. */
  readonly onChange: (fields: readonly string[]) => void;
};

/** Chooses the columns of a list of records; they stand in the order in which they are offered. */
export function ColumnChooser({ columns, shown, onChange }: Props) {
  return (
    <details
      className="menu"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.currentTarget.open = false;
        event.currentTarget.querySelector('summary')?.focus();
      }}
    >
      <summary className="button">
        Columns ({shown.size} of {columns.length}) <ChevronDown size={16} aria-hidden="true" />
      </summary>
      <fieldset className="menu-list column-list">
        <legend className="visually-hidden">Columns</legend>
        {columns.map(({ name, label }) => (
          <label key={name} className="check">
            <input
              type="checkbox"
              checked={shown.has(name)}
              disabled={shown.size === 1 && shown.has(name)}
              onChange={() =>
                onChange(
                  columns.flatMap((column) =>
                    (column.name === name) !== shown.has(column.name) ? [column.name] : [],
                  ),
                )
              }
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
    </details>
  );
}

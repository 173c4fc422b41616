import { useId, useState } from 'react';
import type { CodeLabel } from '../api/types.ts';

type Props = {
  readonly legend: string;
  readonly options: readonly CodeLabel[];
  readonly chosen: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
  readonly id?: string;
  /** Whether choosing one gives up the one before. */
  readonly single?: boolean;
};

const SEARCH_FROM = 9;

/** Tick boxes with a search field when there are many, and one button for all that the search shows. */
export function CheckList({ legend, options, chosen, onChange, id, single = false }: Props) {
  const [search, setSearch] = useState('');
  const searchId = useId();
  const wanted = search.trim().toLowerCase();
  const shown = options.filter((option) => option.label.toLowerCase().includes(wanted));
  const searchable = options.length >= SEARCH_FROM;
  const allShown = shown.length > 0 && shown.every((option) => chosen.includes(option.code));
  const toggleShown = () => {
    const codes = shown.map((option) => option.code);
    onChange(allShown ? chosen.filter((code) => !codes.includes(code)) : [...new Set([...chosen, ...codes])]);
  };
  return (
    <fieldset className="check-list" id={id} tabIndex={id === undefined ? undefined : -1}>
      <legend className="visually-hidden">{legend}</legend>
      {searchable && (
        <div className="check-search">
          <label className="visually-hidden" htmlFor={searchId}>
            Search {legend.toLowerCase()}
          </label>
          <input
            id={searchId}
            type="search"
            placeholder="Search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          {!single && (
            <button type="button" className="link" onClick={toggleShown} disabled={shown.length === 0}>
              {allShown ? 'Clear shown' : wanted === '' ? 'Select all' : `Select ${shown.length} shown`}
            </button>
          )}
        </div>
      )}
      <div className="check-scroll" data-long={searchable}>
        {shown.map((option) => (
          <label key={option.code} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(option.code)}
              onChange={(event) =>
                onChange(
                  event.target.checked
                    ? [...(single ? [] : chosen), option.code]
                    : chosen.filter((code) => code !== option.code),
                )
              }
            />
            <span>{option.label}</span>
          </label>
        ))}
        {shown.length === 0 && <p className="hint">Nothing in this list holds “{search}”.</p>}
      </div>
    </fieldset>
  );
}

import { useId, useState } from 'react';
import type { CodeLabel } from '../api/types.ts';

export type CheckOption = CodeLabel;

type Props = {
  readonly legend: string;
  readonly options: readonly CheckOption[];
  readonly chosen: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
  readonly id?: string;
  /** Whether choosing one gives up the one before. */
  readonly single?: boolean;
  /** How many records each has, as it is read; null = not known. */
  readonly counts?: ReadonlyMap<string, string> | null;
};

const SEARCH_FROM = 9;
const LOOSE = 'In no group';

type Group = { readonly parent: string | null; readonly options: readonly CheckOption[] };

/** Options below what they belong to, in the order in which that first appears; those that belong to nothing are last. */
function groupsOf(options: readonly CheckOption[]): readonly Group[] {
  const groups = new Map<string | null, CheckOption[]>();
  for (const option of options) {
    const parent = option.parent ?? null;
    groups.set(parent, [...(groups.get(parent) ?? []), option]);
  }
  const loose = groups.get(null);
  groups.delete(null);
  const found: readonly Group[] = [...groups].map(([parent, inside]) => ({ parent, options: inside }));
  if (loose === undefined) return found;
  return [...found, { parent: found.length === 0 ? null : LOOSE, options: loose }];
}

/** Tick boxes with a search field when there are many, and one button for all that the search shows. */
export function CheckList({ legend, options, chosen, onChange, id, single = false, counts = null }: Props) {
  const [search, setSearch] = useState('');
  const searchId = useId();
  const wanted = search.trim().toLowerCase();
  const shown = options.filter(
    ({ label, parent }) => label.toLowerCase().includes(wanted) || parent?.toLowerCase().includes(wanted),
  );
  const searchable = options.length >= SEARCH_FROM;
  const codes = shown.map((option) => option.code);
  const allShown = shown.length > 0 && codes.every((code) => chosen.includes(code));
  const choose = (option: CheckOption, on: boolean) =>
    onChange(on ? [...(single ? [] : chosen), option.code] : chosen.filter((code) => code !== option.code));
  const row = (option: CheckOption) => (
    <label key={option.code} className="check">
      <input
        type="checkbox"
        checked={chosen.includes(option.code)}
        onChange={(event) => choose(option, event.target.checked)}
      />
      <span>{option.label}</span>
      {counts !== null && <span className="check-count">{counts.get(option.code) ?? '0'}</span>}
    </label>
  );
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
        </div>
      )}
      {(searchable || options.length > 3) && (
        <p className="check-tools">
          <span role="status">{chosen.length === 0 ? 'None selected' : `${chosen.length} selected`}</span>
          {!single && shown.length > 0 && !allShown && (
            <button
              type="button"
              className="link"
              onClick={() => onChange([...new Set([...chosen, ...codes])])}
            >
              {wanted === '' ? 'Select all' : `Select ${shown.length} shown`}
            </button>
          )}
          {chosen.length > 0 && (
            <button
              type="button"
              className="link"
              onClick={() => onChange(wanted === '' ? [] : chosen.filter((code) => !codes.includes(code)))}
            >
              {wanted === '' ? 'Clear' : 'Clear shown'}
              <span className="visually-hidden"> {legend.toLowerCase()}</span>
            </button>
          )}
        </p>
      )}
      <div className="check-scroll" data-long={searchable}>
        {groupsOf(shown).map(({ parent, options: inside }) =>
          parent === null ? (
            inside.map(row)
          ) : (
            <fieldset key={parent} className="check-group">
              <legend>{parent}</legend>
              {!single && <GroupTools parent={parent} options={inside} chosen={chosen} onChange={onChange} />}
              {inside.map(row)}
            </fieldset>
          ),
        )}
        {shown.length === 0 && (
          <p className="hint">
            {wanted === '' ? 'There is nothing to choose from.' : `Nothing in this list holds “${search}”.`}
          </p>
        )}
      </div>
    </fieldset>
  );
}

type GroupProps = Pick<Props, 'options' | 'chosen' | 'onChange'> & { readonly parent: string };

/** How many of a group are chosen, and one button for all of it that is shown: to choose them, or to give them up. */
function GroupTools({ parent, options, chosen, onChange }: GroupProps) {
  const codes = options.map(({ code }) => code);
  const inside = codes.filter((code) => chosen.includes(code));
  const whole = inside.length === codes.length;
  return (
    <p className="check-tools">
      <span>{`${inside.length} of ${codes.length}`}</span>
      <button
        type="button"
        className="link"
        onClick={() =>
          onChange(
            whole ? chosen.filter((code) => !codes.includes(code)) : [...new Set([...chosen, ...codes])],
          )
        }
      >
        {whole ? 'Clear' : 'Select all'}
        <span className="visually-hidden"> of {parent}</span>
      </button>
    </p>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { AreaList, CodeLabel } from '../../api/types.ts';
import { useSite } from '../../session/context.tsx';
import type { RuleColumn } from './rule.ts';

const SHOWN = 40;

type Props = {
  readonly column: RuleColumn;
  /** Whether more than one may be given. */
  readonly several: boolean;
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
};

/** What a column is compared with: codes or areas to choose from, else typed values. */
export function RuleValues({ column, several, values, onChange }: Props) {
  const areas = useAreaCodes(column);
  const options = column.codes ?? areas;
  if (options !== null)
    return (
      <ValueChoice
        label={column.label}
        options={options}
        several={several}
        values={values}
        onChange={onChange}
      />
    );
  if (column.areas !== null) return <p className="hint">Loading areas…</p>;
  const key = `${column.name} ${several}`;
  return <TypedValues key={key} column={column} several={several} values={values} onChange={onChange} />;
}

function useAreaCodes({ areas }: RuleColumn): readonly CodeLabel[] | null {
  const { api } = useSite();
  const list = useQuery({
    queryKey: ['areas', areas?.level, areas?.vintage],
    queryFn: ({ signal }) => api.get<AreaList>(`/geographies/${areas?.level}/${areas?.vintage}`, signal),
    enabled: areas !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return list.data?.areas.map(({ code, name }) => ({ code, label: name })) ?? null;
}

type ChoiceProps = Omit<Props, 'column'> & { readonly label: string; readonly options: readonly CodeLabel[] };

function ValueChoice({ label, options, several, values, onChange }: ChoiceProps) {
  const [search, setSearch] = useState('');
  const searchId = useId();
  const wanted = search.trim().toLowerCase();
  const found = options.filter((option) => `${option.label} ${option.code}`.toLowerCase().includes(wanted));
  const shown = found.slice(0, SHOWN);
  const nameOf = (code: string) => options.find((option) => option.code === code)?.label ?? code;
  if (!several) {
    return (
      <select
        aria-label={`${label}: value`}
        value={values[0] ?? ''}
        onChange={(event) => onChange(event.target.value === '' ? [] : [event.target.value])}
      >
        <option value="">Choose a value</option>
        {options.map((option) => (
          <option key={option.code} value={option.code}>
            {option.label}
          </option>
        ))}
      </select>
    );
  }
  return (
    <fieldset className="rule-values">
      <legend className="visually-hidden">{label}: values</legend>
      {values.length > 0 && (
        <ul className="value-chips">
          {values.map((value) => (
            <li key={value}>
              <button
                type="button"
                className="chip"
                aria-label={`Remove ${nameOf(value)}`}
                onClick={() => onChange(values.filter((other) => other !== value))}
              >
                {nameOf(value)} <span aria-hidden="true">×</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {options.length > 12 && (
        <>
          <label className="visually-hidden" htmlFor={searchId}>
            Find a value of {label}
          </label>
          <input
            id={searchId}
            type="search"
            placeholder={`Find one of ${options.length}`}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </>
      )}
      <div className="value-list">
        {shown.map((option) => (
          <label className="check" key={option.code}>
            <input
              type="checkbox"
              checked={values.includes(option.code)}
              onChange={(event) =>
                onChange(
                  event.target.checked
                    ? [...values, option.code]
                    : values.filter((value) => value !== option.code),
                )
              }
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {found.length > SHOWN && (
        <p className="hint">{found.length - SHOWN} more: write more of the name to find one.</p>
      )}
    </fieldset>
  );
}

function TypedValues({ column, several, values, onChange }: Props) {
  const id = useId();
  const month = column.name === 'month';
  const example = month ? '2024-05' : column.type === 'integer' ? '12' : 'as it is stored';
  const shown = month ? values.map((value) => value.replace(/^(\d{4})(\d{2})$/, '$1-$2')) : values;
  const [text, setText] = useState(shown.join(several && column.type === 'text' ? '\n' : ', '));
  const split = (written: string) =>
    (column.type === 'text' ? written.split('\n') : written.split(/[\s,;]+/))
      .map((value) => value.trim())
      .filter((value) => value !== '');
  const change = (written: string) => {
    setText(written);
    onChange(several ? split(written) : written.trim() === '' ? [] : [written.trim()]);
  };
  return (
    <div className="field">
      <label htmlFor={id}>
        {several
          ? column.type === 'text'
            ? 'Values, one on each line'
            : `Values, separated by commas, as in ${example}`
          : `Value, as in ${example}`}
      </label>
      {several && column.type === 'text' ? (
        <textarea id={id} rows={3} value={text} onChange={(event) => change(event.target.value)} />
      ) : (
        <input id={id} value={text} onChange={(event) => change(event.target.value)} />
      )}
    </div>
  );
}

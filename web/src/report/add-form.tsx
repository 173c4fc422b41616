import { type FormEvent, useId, useState } from 'react';
import { searchOfAddress } from './address.ts';
import {
  FIGURE_KINDS,
  type FigureKind,
  figureOf,
  KIND_NAMES,
  MOST_ITEMS,
  type NewItem,
  type Report,
} from './draft.ts';

type Props = {
  readonly report: Report;
  readonly onAdd: (items: readonly NewItem[]) => void;
};

/** Adds a text, or what an address of the explorer shows. */
export function AddForm({ report, onAdd }: Props) {
  const id = useId();
  const [address, setAddress] = useState('');
  const [kinds, setKinds] = useState<readonly FigureKind[]>(['map', 'months']);
  const [fault, setFault] = useState('');
  const room = MOST_ITEMS - report.items.length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const search = searchOfAddress(address, globalThis.location.origin);
    const problem =
      search === null
        ? 'Paste an address of the explorer, as the browser shows it or as Share copies it'
        : kinds.length === 0
          ? 'Choose what to show of it'
          : kinds.length > room
            ? `A report holds ${MOST_ITEMS} parts. There is room for ${room} more`
            : '';
    setFault(problem);
    if (search === null || problem !== '') {
      document.getElementById(`${id}-address`)?.focus();
      return;
    }
    onAdd(FIGURE_KINDS.filter((kind) => kinds.includes(kind)).map((kind) => figureOf(kind, search)));
    setAddress('');
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <h2>Add a part</h2>
      <button
        type="button"
        className="button align-start"
        disabled={room < 1}
        onClick={() => onAdd([{ kind: 'text', title: '', text: '' }])}
      >
        Add text
      </button>
      <div className={fault === '' ? 'field' : 'field field-fault'}>
        <label htmlFor={`${id}-address`}>Address of the explorer</label>
        <span className="hint" id={`${id}-hint`}>
          Or choose Report on the explorer itself.
        </span>
        {fault !== '' && (
          <p className="field-error" id={`${id}-fault`} role="alert">
            {fault}
          </p>
        )}
        <input
          id={`${id}-address`}
          value={address}
          aria-invalid={fault !== ''}
          aria-describedby={fault === '' ? `${id}-hint` : `${id}-hint ${id}-fault`}
          onChange={(event) => {
            setAddress(event.target.value);
            setFault('');
          }}
        />
      </div>
      <fieldset className="check-columns">
        <legend className="hint">What to show of it</legend>
        {FIGURE_KINDS.map((kind) => (
          <label key={kind} className="check">
            <input
              type="checkbox"
              checked={kinds.includes(kind)}
              onChange={(event) =>
                setKinds(event.target.checked ? [...kinds, kind] : kinds.filter((other) => other !== kind))
              }
            />
            {KIND_NAMES[kind]}
          </label>
        ))}
      </fieldset>
      <button type="submit" className="button align-start">
        Add from this address
      </button>
    </form>
  );
}

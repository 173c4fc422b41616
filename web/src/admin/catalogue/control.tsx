import { createContext, type ReactNode, useContext, useId } from 'react';

export type Fault = { readonly at: string; readonly message: string };

const FaultContext = createContext<readonly Fault[]>([]);

/** Tells the controls inside what the server found wrong, each by the place in the definition that it edits. */
export function FaultsProvider(props: { readonly faults: readonly Fault[]; readonly children: ReactNode }) {
  return <FaultContext.Provider value={props.faults}>{props.children}</FaultContext.Provider>;
}

/** Faults at a place or below it: `fields[2]` has those of `fields[2].label`. */
export function useFaultsAt(at: string, below = false): readonly Fault[] {
  const faults = useContext(FaultContext);
  return faults.filter(
    (fault) => fault.at === at || (below && (fault.at.startsWith(`${at}.`) || fault.at.startsWith(`${at}[`))),
  );
}

/** A message of the server as a sentence. */
export function sentence(message: string): string {
  const end = /[.!?]$/.test(message) ? '' : '.';
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${end}`;
}

type ControlProps = {
  /** Place in what is edited, as the server names it. */
  readonly at: string;
  readonly label: string;
  readonly hint?: string;
};

type Wiring = {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
};

/** A label, a hint, what is wrong, and one control. */
export function Control(
  props: ControlProps & { readonly below?: boolean; readonly children: (wiring: Wiring) => ReactNode },
) {
  const { at, label, hint, below = false, children } = props;
  const id = useId();
  const faults = useFaultsAt(at, below);
  const told = [hint === undefined ? '' : `${id}-hint`, faults.length === 0 ? '' : `${id}-fault`]
    .filter((part) => part !== '')
    .join(' ');
  return (
    <div className={faults.length === 0 ? 'field' : 'field field-fault'} data-at={at}>
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {faults.length > 0 && (
        <p className="field-error" id={`${id}-fault`}>
          {faults.map((fault) => sentence(fault.message)).join(' ')}
        </p>
      )}
      {children({
        id,
        'aria-describedby': told === '' ? undefined : told,
        'aria-invalid': faults.length > 0,
      })}
    </div>
  );
}

type TextProps = ControlProps & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly disabled?: boolean;
};

export function TextControl({ value, onChange, placeholder, disabled = false, ...control }: TextProps) {
  return (
    <Control {...control}>
      {(wiring) => (
        <input
          {...wiring}
          value={value}
          placeholder={placeholder}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Control>
  );
}

export function LongTextControl({
  value,
  onChange,
  rows = 3,
  ...control
}: TextProps & { readonly rows?: number }) {
  return (
    <Control {...control} below>
      {(wiring) => (
        <textarea {...wiring} rows={rows} value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Control>
  );
}

type NumberProps = ControlProps & {
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
};

/** A whole number; empty is null. */
export function NumberControl({ value, onChange, ...control }: NumberProps) {
  return (
    <Control {...control}>
      {(wiring) => (
        <input
          {...wiring}
          inputMode="numeric"
          className="short"
          value={value === null ? '' : String(value)}
          onChange={(event) => {
            const digits = event.target.value.replaceAll(/\D/g, '');
            onChange(digits === '' ? null : Number(digits));
          }}
        />
      )}
    </Control>
  );
}

type SelectProps<Value extends string> = ControlProps & {
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value) => void;
  readonly disabled?: boolean;
};

export function SelectControl<Value extends string>({
  value,
  options,
  onChange,
  disabled = false,
  ...control
}: SelectProps<Value>) {
  return (
    <Control {...control}>
      {(wiring) => (
        <select
          {...wiring}
          value={value}
          disabled={disabled}
          onChange={(event) => {
            const picked = options.find(([code]) => code === event.target.value);
            if (picked !== undefined) onChange(picked[0]);
          }}
        >
          {options.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Control>
  );
}

type CheckProps = {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
};

export function CheckControl({ label, checked, onChange }: CheckProps) {
  return (
    <label className="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

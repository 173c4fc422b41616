import { type ReactNode, useId } from 'react';

/** What a control needs so that its label, hint and fault are read with it. */
export type Control = {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
};

type Props = {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly fault?: string | null;
  readonly children: (control: Control) => ReactNode;
};

/** A labelled control with its hint below the label and its fault beside a red bar. */
export function Field({ label, hint, fault = null, children }: Props) {
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, fault === null ? '' : `${id}-fault`].filter(
    (part) => part !== '',
  );
  return (
    <div className={fault === null ? 'field' : 'field field-fault'}>
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault !== null && (
        <p className="field-error" id={`${id}-fault`}>
          {fault}
        </p>
      )}
      {children({
        id,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
        'aria-invalid': fault !== null,
      })}
    </div>
  );
}

type CheckProps = {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
};

export function Check({ label, checked, disabled = false, onChange }: CheckProps) {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{label}</span>
    </label>
  );
}

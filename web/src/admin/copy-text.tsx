import { Copy } from 'lucide-react';
import { useState } from 'react';
import { Field } from '../form/field.tsx';

/** A text to take along, with a button that copies it. */
export function CopyText({ label, text }: { readonly label: string; readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <div className="copy-text">
      <Field label={label}>
        {(control) => <input {...control} readOnly value={text} onFocus={(event) => event.target.select()} />}
      </Field>
      <button type="button" className="button" onClick={() => void copy()}>
        <Copy size={16} aria-hidden="true" /> Copy
      </button>
      <p role="status" className="hint">
        {copied ? 'Copied.' : ''}
      </p>
    </div>
  );
}

import { Copy } from 'lucide-react';
import { useState } from 'react';

type Props = { readonly text: () => string; readonly what: string };

/** Puts the table that is shown on the clipboard, and says so. */
export function CopyButton({ text, what }: Props) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setSaid(`Copied ${what}.`);
    } catch {
      setSaid('The browser does not let this page copy. Use Export instead.');
    }
  };
  return (
    <>
      <p role="status" className="hint">
        {said}
      </p>
      <button type="button" className="button" onClick={() => void copy()}>
        <Copy size={16} aria-hidden="true" /> Copy
      </button>
    </>
  );
}

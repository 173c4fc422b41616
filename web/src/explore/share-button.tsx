import { Share2 } from 'lucide-react';
import { useState } from 'react';

const SHOWN_MS = 4_000;

/** Copies the address of the page, which holds the whole query. */
export function ShareButton() {
  const [told, setTold] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(globalThis.location.href);
      setTold('Link copied. Whoever opens it sees this query with their own rights.');
    } catch {
      setTold('The link could not be copied. Copy the address of this page instead.');
    }
    setTimeout(() => setTold(''), SHOWN_MS);
  };
  return (
    <>
      <button type="button" className="button" onClick={() => void copy()}>
        <Share2 size={16} aria-hidden="true" /> Share
      </button>
      <p className={told === '' ? 'visually-hidden' : 'toast'} role="status">
        {told}
      </p>
    </>
  );
}

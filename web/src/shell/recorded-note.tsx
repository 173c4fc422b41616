import { FileClock, X } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { usePreview, useSite } from '../session/context.tsx';

const seenKey = (person: string) => `safestats.recorded.${person}`;

function hasSeen(person: string): boolean {
  try {
    return globalThis.localStorage.getItem(seenKey(person)) !== null;
  } catch {
    return false;
  }
}

function remember(person: string): void {
  try {
    globalThis.localStorage.setItem(seenKey(person), new Date().toISOString());
  } catch {
    // A browser that keeps nothing shows the note again at the next visit.
  }
}

/**
 * Says that use is recorded, until the person puts it away in this browser. It is there with the first paint of a page, so
 * that nothing moves; a preview says the same itself.
 */
export function RecordedNote() {
  const { session } = useSite();
  const { person } = session;
  const preview = usePreview();
  const [open, setOpen] = useState(() => person !== null && !hasSeen(person));
  if (!open || person === null || preview !== null) return null;
  const close = () => {
    remember(person);
    setOpen(false);
    document.getElementById('main')?.focus();
  };
  return (
    <section className="banner banner-top banner-recorded" aria-label="What is recorded">
      <FileClock size={18} aria-hidden="true" />
      <span>
        What you look up and download here is recorded. You can read all of it in{' '}
        <Link href="/admin/trail">My trail</Link>.
      </span>
      <button type="button" className="button" onClick={close}>
        <X size={16} aria-hidden="true" /> Close<span className="visually-hidden"> this note</span>
      </button>
    </section>
  );
}

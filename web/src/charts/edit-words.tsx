import { Pencil } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { GraphicWords } from '../state/graphic.ts';

const WordsDialog = lazy(() =>
  import('./words-dialog.tsx').then((module) => ({ default: module.WordsDialog })),
);

export type WordsEditor = {
  readonly words: GraphicWords;
  readonly onChange: (words: GraphicWords) => void;
};

type Props = WordsEditor & {
  readonly title: string;
  /** What stands there as long as nothing is changed. */
  readonly plain: { readonly title: string; readonly axis: string };
};

/** The button that opens the words of a card. */
export function EditWords({ title, words, plain, onChange }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label={`Edit title and notes: ${title}`}
        title="Edit title and notes"
        onClick={() => setOpen(true)}
      >
        <Pencil size={17} aria-hidden="true" />
      </button>
      {open && (
        <Suspense fallback={null}>
          <WordsDialog words={words} plain={plain} onChange={onChange} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

import { type FormEvent, useId, useState } from 'react';
import { Dialog } from '../shell/dialog.tsx';
import { type GraphicWords, MOST_LETTERS, PLAIN_WORDS } from '../state/graphic.ts';

type Props = {
  readonly words: GraphicWords;
  readonly plain: { readonly title: string; readonly axis: string };
  readonly onChange: (words: GraphicWords) => void;
  readonly onClose: () => void;
};

/** Title, name of the axis and note of one card. Left empty, the card says what it says by itself. */
export function WordsDialog({ words, plain, onChange, onClose }: Props) {
  const [draft, setDraft] = useState({
    title: words.title ?? '',
    axis: words.axis ?? '',
    note: words.note ?? '',
  });
  const save = (event: FormEvent) => {
    event.preventDefault();
    const word = (text: string) => (text.trim() === '' ? null : text.trim());
    onChange({ title: word(draft.title), axis: word(draft.axis), note: word(draft.note) });
    onClose();
  };
  return (
    <Dialog title="Title and notes" onClose={onClose}>
      <form className="words-form" onSubmit={save}>
        <Words
          label="Title"
          hint={`Empty: ${plain.title}`}
          value={draft.title}
          onChange={(title) => setDraft({ ...draft, title })}
        />
        <Words
          label="Name of the axis"
          hint={`Empty: ${plain.axis}`}
          value={draft.axis}
          onChange={(axis) => setDraft({ ...draft, axis })}
        />
        <Words
          label="Note under the chart"
          hint="They travel with the address of the page and with the picture. Do not name people."
          value={draft.note}
          onChange={(note) => setDraft({ ...draft, note })}
        />
        <p className="form-actions">
          <button type="submit" className="button go">
            Save
          </button>
          <button
            type="button"
            className="button"
            onClick={() => {
              onChange(PLAIN_WORDS);
              onClose();
            }}
          >
            As it was
          </button>
        </p>
      </form>
    </Dialog>
  );
}

type WordsProps = {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

function Words({ label, hint, value, onChange }: WordsProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <p className="hint" id={`${id}-hint`}>
        {hint}
      </p>
      <input
        id={id}
        type="text"
        maxLength={MOST_LETTERS}
        aria-describedby={`${id}-hint`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

import type { Phrase } from './phrases.ts';

type Props = {
  readonly phrases: readonly Phrase[];
  /** Opens the control with this id in the panel. */
  readonly onOpen: (id: string) => void;
};

/** The query as a sentence; each part opens its editor. */
export function Sentence({ phrases, onOpen }: Props) {
  return (
    <p className="sentence" id="sentence">
      <span className="visually-hidden">The query: </span>
      {phrases.map((phrase, index) => (
        <span key={phrase.key} className="phrase-item">
          {index > 0 && <span className="phrase-dot"> · </span>}
          <button
            type="button"
            className="phrase"
            data-part={phrase.key}
            onClick={() => onOpen(phrase.opens)}
            title="Change this part of the query"
          >
            {phrase.text}
          </button>
        </span>
      ))}
    </p>
  );
}

import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import { useId } from 'react';
import { KIND_NAMES, MOST_TEXT, MOST_TITLE, type ReportItem } from './draft.ts';

type Props = {
  readonly item: ReportItem;
  readonly place: number;
  readonly of: number;
  readonly onChange: (change: { title?: string; text?: string; numbers?: boolean }) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
};

/** Whether a drawing has numbers that can stand under it as a table. */
const HAS_NUMBERS: ReadonlySet<ReportItem['kind']> = new Set([
  'map',
  'months',
  'categories',
  'week',
  'ranking',
]);

/** One part in the list: what was written about it, and its place. */
export function ItemEditor({ item, place, of, onChange, onMove, onRemove }: Props) {
  const id = useId();
  const name = `${place}. ${KIND_NAMES[item.kind]}${item.title === '' ? '' : `: ${item.title}`}`;
  return (
    <li className="report-item" id={`item-${item.id}`}>
      <details open={item.kind === 'text' && item.title === '' && item.text === ''}>
        <summary>{name}</summary>
        <div className="form">
          <div className="field">
            <label htmlFor={`${id}-title`}>Title</label>
            {item.kind !== 'text' && (
              <span className="hint" id={`${id}-usual`}>
                Empty = the query in words.
              </span>
            )}
            <input
              id={`${id}-title`}
              value={item.title}
              maxLength={MOST_TITLE}
              aria-describedby={item.kind === 'text' ? undefined : `${id}-usual`}
              onChange={(event) => onChange({ title: event.target.value })}
            />
          </div>
          <div className="field">
            <label htmlFor={`${id}-text`}>
              {item.kind === 'text' ? 'Text' : 'What you want to say of it'}
            </label>
            <span className="hint" id={`${id}-hint`}>
              An empty line begins a new paragraph.
            </span>
            <textarea
              id={`${id}-text`}
              rows={item.kind === 'text' ? 6 : 3}
              value={item.text}
              maxLength={MOST_TEXT}
              aria-describedby={`${id}-hint`}
              onChange={(event) => onChange({ text: event.target.value })}
            />
          </div>
          {item.kind !== 'text' && HAS_NUMBERS.has(item.kind) && (
            <label className="check">
              <input
                type="checkbox"
                checked={item.numbers}
                onChange={(event) => onChange({ numbers: event.target.checked })}
              />
              With its numbers as a table
            </label>
          )}
        </div>
      </details>
      <div className="report-item-tools">
        <button
          type="button"
          className="icon-button"
          data-move="up"
          aria-label={`Move up: ${name}`}
          title="Move up"
          aria-disabled={place === 1}
          onClick={() => onMove(-1)}
        >
          <ArrowUp size={18} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="icon-button"
          data-move="down"
          aria-label={`Move down: ${name}`}
          title="Move down"
          aria-disabled={place === of}
          onClick={() => onMove(1)}
        >
          <ArrowDown size={18} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={`Remove: ${name}`}
          title="Remove"
          onClick={onRemove}
        >
          <Trash2 size={18} aria-hidden="true" />
        </button>
      </div>
    </li>
  );
}

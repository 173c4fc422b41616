import { useId, useState } from 'react';
import { AddForm } from './add-form.tsx';
import {
  changed,
  EMPTY_REPORT,
  KIND_NAMES,
  MARKING_NAMES,
  MARKINGS,
  MOST_TITLE,
  moved,
  type NewItem,
  type Report,
  withItem,
  withoutItem,
} from './draft.ts';
import { ItemEditor } from './item-editor.tsx';

type Props = {
  readonly report: Report;
  readonly onChange: (change: (before: Report) => Report) => void;
};

/** What the report is made of and in which order; whatever is taken away can be brought back. */
export function ReportEditor({ report, onChange }: Props) {
  const id = useId();
  const [said, setSaid] = useState('');
  const [before, setBefore] = useState<Report | null>(null);
  const take = (words: string, change: (report: Report) => Report) => {
    setBefore(report);
    setSaid(words);
    onChange(change);
  };
  const add = (items: readonly NewItem[]) => {
    setBefore(null);
    setSaid(`${items.map(({ kind }) => KIND_NAMES[kind]).join(', ')} added at the end.`);
    onChange((now) => items.reduce(withItem, now));
  };
  const move = (item: string, place: number, by: -1 | 1) => {
    if (place + by < 1 || place + by > report.items.length) return;
    setBefore(null);
    setSaid(`Moved ${by < 0 ? 'up' : 'down'}: now ${place + by} of ${report.items.length}.`);
    onChange((now) => moved(now, item, by));
  };
  return (
    <div className="report-editor">
      <div className="form">
        <div className="field">
          <label htmlFor={`${id}-title`}>Title of the report</label>
          <input
            id={`${id}-title`}
            value={report.title}
            maxLength={MOST_TITLE}
            onChange={(event) => onChange((now) => ({ ...now, title: event.target.value }))}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-marking`}>Classification, on every page</label>
          <select
            id={`${id}-marking`}
            value={report.marking}
            onChange={(event) =>
              onChange((now) => ({
                ...now,
                marking: MARKINGS.find((marking) => marking === event.target.value) ?? now.marking,
              }))
            }
          >
            {MARKINGS.map((marking) => (
              <option key={marking} value={marking}>
                {MARKING_NAMES[marking]}
              </option>
            ))}
          </select>
        </div>
      </div>
      <h2>Parts</h2>
      <p role="status" className={said === '' ? 'visually-hidden' : 'report-said'}>
        {said}{' '}
        {before !== null && (
          <button
            type="button"
            className="link"
            onClick={() => {
              onChange(() => before);
              setBefore(null);
              setSaid('Brought back.');
            }}
          >
            Undo
          </button>
        )}
      </p>
      {report.items.length === 0 ? (
        <p className="hint">There is nothing in it yet. Open the explorer, choose Report, and come back.</p>
      ) : (
        <ol className="report-items">
          {report.items.map((item, index) => (
            <ItemEditor
              key={item.id}
              item={item}
              place={index + 1}
              of={report.items.length}
              onChange={(change) => onChange((now) => changed(now, item.id, change))}
              onMove={(by) => move(item.id, index + 1, by)}
              onRemove={() => take(`${KIND_NAMES[item.kind]} removed.`, (now) => withoutItem(now, item.id))}
            />
          ))}
        </ol>
      )}
      <AddForm report={report} onAdd={add} />
      {report.items.length > 0 && (
        <button
          type="button"
          className="link"
          onClick={() => take('The report is empty now.', () => EMPTY_REPORT)}
        >
          Start a new report
        </button>
      )}
    </div>
  );
}

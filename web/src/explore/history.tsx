import { Redo2, Undo2 } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { changeWords, type Names } from '../state/change-words.ts';
import type { Step, Workspace } from '../state/draft.ts';

const TYPED = 'textarea, [contenteditable=true], input:not([type=checkbox], [type=radio], [type=button])';

/** What a key asks of the history of a page; null where it is about something else, such as text that is typed. */
function historyKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'target'>,
) {
  const isTyping = event.target instanceof Element && event.target.matches(TYPED);
  if (isTyping || event.altKey || !(event.ctrlKey || event.metaKey)) return null;
  const key = event.key.toLowerCase();
  if (key === 'y' && !event.shiftKey) return 'redo';
  if (key !== 'z') return null;
  return event.shiftKey ? 'redo' : 'undo';
}

function stepWords(step: Step, names: Names): string {
  return step.ran ? 'query run' : changeWords(step.before, step.after, names);
}

type Props = { readonly workspace: Workspace; readonly names: Names };

/** Undo and Redo, as buttons that say what they do and as the keys that everybody knows. */
export function History({ workspace, names }: Props) {
  const [said, setSaid] = useState('');
  const { undoable, redoable } = workspace;
  const undo = () => {
    if (undoable === null) return;
    setSaid(`Undone: ${stepWords(undoable, names)}`);
    workspace.undo();
  };
  const redo = () => {
    if (redoable === null) return;
    setSaid(`Done again: ${stepWords(redoable, names)}`);
    workspace.redo();
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const asked = document.querySelector('dialog[open]') === null ? historyKey(event) : null;
    if (asked === null) return;
    event.preventDefault();
    if (asked === 'undo') undo();
    else redo();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  const undoLabel = undoable === null ? 'Undo: nothing to undo' : `Undo: ${stepWords(undoable, names)}`;
  const redoLabel = redoable === null ? 'Redo: nothing to redo' : `Redo: ${stepWords(redoable, names)}`;
  return (
    <fieldset className="history">
      <legend className="visually-hidden">Steps</legend>
      <button
        type="button"
        className="button button-square"
        aria-label={undoLabel}
        title={`${undoLabel} (Ctrl+Z)`}
        aria-disabled={undoable === null}
        onClick={undo}
      >
        <Undo2 size={17} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="button button-square"
        aria-label={redoLabel}
        title={`${redoLabel} (Ctrl+Shift+Z)`}
        aria-disabled={redoable === null}
        onClick={redo}
      >
        <Redo2 size={17} aria-hidden="true" />
      </button>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </fieldset>
  );
}

import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { ErrorMessage } from '../shell/state-message.tsx';

type Props = {
  readonly heading: string;
  readonly hint: string;
  readonly ways: readonly { readonly label: string; readonly save: () => Promise<void> }[];
  readonly onClose: () => void;
};

/** The kinds of file that a map or chart can be saved as; it closes once one is saved. */
export function SavePanel({ heading, hint, ways, onClose }: Props) {
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const start = async (save: () => Promise<void>) => {
    setBusy(true);
    setFault(null);
    try {
      await save();
      onClose();
    } catch (error) {
      setFault(error);
      setBusy(false);
    }
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: not a form of its own, its buttons act at once
    <div
      ref={box}
      className="save-panel"
      role="group"
      aria-label={heading}
      tabIndex={-1}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <div className="map-settings-head">
        <h3>{heading}</h3>
        <button type="button" className="icon-button" aria-label="Close without saving" onClick={onClose}>
          <X size={18} aria-hidden="true" />
        </button>
      </div>
      <p className="hint">{hint}</p>
      {ways.map(({ label, save }) => (
        <button key={label} type="button" className="button" disabled={busy} onClick={() => void start(save)}>
          {label}
        </button>
      ))}
      {fault !== null && <ErrorMessage error={fault} />}
    </div>
  );
}

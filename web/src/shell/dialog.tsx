import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useSessionState } from '../session/context.tsx';
import { SessionEnded } from './session-ended.tsx';

type Props = {
  readonly title: string;
  readonly onClose: () => void;
  /** `drawer` at the right edge, for long forms; else in the middle. */
  readonly kind?: 'drawer' | 'box';
  readonly children: ReactNode;
};

/**
 * A window on top of the page that holds the focus while it is there and gives it back afterwards. Escape closes it. Nothing
 * outside can be reached meanwhile, so that the end of a session is said inside too.
 */
export function Dialog({ title, onClose, kind = 'box', children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { status, problem } = useSessionState();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element !== null && !element.open) element.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return createPortal(
    <dialog
      ref={dialog}
      className={kind === 'drawer' ? 'dialog drawer' : 'dialog'}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={onClose}
      onSubmit={(event) => event.stopPropagation()}
    >
      <div className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          <X size={20} aria-hidden="true" />
        </button>
      </div>
      {status === 'ended' && <SessionEnded problem={problem} />}
      <div className="dialog-body">{children}</div>
    </dialog>,
    document.body,
  );
}

import { useId, useState } from 'react';
import { Dialog } from '../shell/dialog.tsx';
import { explained } from '../shell/state-message.tsx';

type Props = {
  readonly reasons: readonly string[];
  /** `session`: asked once, before the first query; `download`: asked for this file. */
  readonly when: 'session' | 'download';
  readonly onChoose: (reason: string) => Promise<void>;
  readonly onClose: () => void;
};

/** Asks why the data is used, and goes on with what was under way. */
export function ReasonDialog({ reasons, when, onChoose, onClose }: Props) {
  const name = useId();
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const choose = async () => {
    if (reason === '') return setFailure('Choose a reason.');
    setBusy(true);
    setFailure(null);
    try {
      await onChoose(reason);
    } catch (error) {
      const { title, next } = explained(error);
      setFailure(`${title}. ${next}`);
      setBusy(false);
    }
  };
  return (
    <Dialog title="Why do you use this data?" onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void choose();
        }}
      >
        <p>
          {when === 'session'
            ? 'Its supplier asks for a reason. It is recorded with everything you look up in this session.'
            : 'Its supplier asks for a reason. It is recorded with this download.'}
        </p>
        <fieldset className="reasons">
          <legend className="visually-hidden">Reason</legend>
          {reasons.map((text) => (
            <label key={text} className="check">
              <input type="radio" name={name} checked={reason === text} onChange={() => setReason(text)} />
              <span>{text}</span>
            </label>
          ))}
        </fieldset>
        {failure !== null && (
          <p className="field-error" role="alert">
            {failure}
          </p>
        )}
        <div className="title-tools">
          <button type="submit" className="button button-go" disabled={busy}>
            Continue
          </button>
          <button type="button" className="button" onClick={onClose}>
            Not now
          </button>
        </div>
      </form>
    </Dialog>
  );
}

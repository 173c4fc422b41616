import { BellRing, X } from 'lucide-react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { RUNNING, type RunningState } from '../api/running.ts';

const OFFERED_AFTER_MS = 10_000;

/** What is being done, in words: `2 of 7 answers are there, the slowest is at 40%`. */
function progressWords({ waiting, answered, progress }: RunningState): string {
  const all = waiting + answered;
  const answers = all === 1 ? 'Waiting for the answer' : `${answered} of ${all} answers are there`;
  return progress === null || progress <= 0
    ? answers
    : `${answers}, the slowest is at ${Math.round(progress * 100)}%`;
}

/** Tells a person who looks elsewhere that the answers are there: in the title of the page, and outside it if they let us. */
function tell(): void {
  const title = document.title;
  const ready = `Ready: ${title}`;
  document.title = ready;
  const back = () => {
    if (document.title === ready) document.title = title;
    document.removeEventListener('visibilitychange', back);
    removeEventListener('focus', back);
  };
  if (document.visibilityState === 'visible' && document.hasFocus()) setTimeout(back, 5_000);
  else {
    document.addEventListener('visibilitychange', back);
    addEventListener('focus', back);
  }
  if ('Notification' in globalThis && Notification.permission === 'granted')
    new Notification('Your query is ready', { body: title, tag: 'safestats-ready' });
}

/** How far the queries are and a way to stop them; `since` null = nothing is waited for, only told that it is ready. */
export function ProgressCard({ since }: { readonly since: number | null }) {
  const state = useSyncExternalStore(RUNNING.subscribe, RUNNING.current);
  const [offered, setOffered] = useState<number | null>(null);
  const [wanted, setWanted] = useState(false);
  const [said, setSaid] = useState('');
  const stopped = useRef(false);
  useEffect(() => {
    if (since === null) return;
    stopped.current = false;
    const left = Math.max(0, since + OFFERED_AFTER_MS - performance.now());
    const timer = setTimeout(() => setOffered(since), left);
    return () => clearTimeout(timer);
  }, [since]);
  useEffect(() => {
    if (since !== null || !wanted) return;
    setWanted(false);
    if (stopped.current) return;
    setSaid('The answers are ready.');
    tell();
  }, [since, wanted]);
  const ask = async () => {
    setWanted(true);
    setSaid('You will be told when the answers are ready.');
    if ('Notification' in globalThis && Notification.permission === 'default')
      await Notification.requestPermission().catch(() => undefined);
  };
  const cancel = () => {
    stopped.current = true;
    setSaid('The query was cancelled.');
    RUNNING.cancelAll();
  };
  const share = state.waiting + state.answered === 0 ? 0 : state.answered / (state.waiting + state.answered);
  return (
    <>
      <p className="visually-hidden" role="status">
        {said}
      </p>
      {since !== null && (
        <section className="progress-card" aria-label="Progress">
          <p role="status">{progressWords(state)}</p>
          <progress aria-label="Answers that are there" max={1} value={state.progress ?? share} />
          <div className="draft-tools">
            <button type="button" className="button" onClick={cancel}>
              <X size={16} aria-hidden="true" /> Cancel
            </button>
            {offered === since && !wanted && (
              <button type="button" className="button" onClick={() => void ask()}>
                <BellRing size={16} aria-hidden="true" /> Tell me when it is ready
              </button>
            )}
            {wanted && <span className="hint">You will be told.</span>}
          </div>
        </section>
      )}
    </>
  );
}

import { useEffect, useRef } from 'react';
import type { Fault } from './control.tsx';

/** The control of a place, or of the nearest place above it that has one. */
function controlAt(at: string): HTMLElement | null {
  for (let place = at; place !== ''; place = place.replace(/(\.?[^.[\]]+|\[\d+\])$/, '')) {
    const found = document.querySelector<HTMLElement>(`[data-at="${CSS.escape(place)}"]`);
    if (found !== null) return found;
    if (!/[.[]/.test(place)) return null;
  }
  return null;
}

type Props = { readonly faults: readonly Fault[]; readonly onGo?: (at: string) => void };

/** What the server will not take, each line a link to its control; takes the focus when it appears. */
export function FaultList({ faults, onGo }: Props) {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new faults take the focus again
  useEffect(() => box.current?.focus(), [faults]);
  const go = (at: string) => {
    onGo?.(at);
    requestAnimationFrame(() => {
      const control = controlAt(at);
      control?.scrollIntoView({ block: 'center' });
      (control?.querySelector<HTMLElement>('input, select, textarea, button') ?? control)?.focus();
    });
  };
  return (
    <div className="fault-summary" role="alert" tabIndex={-1} ref={box} aria-labelledby="faults-title">
      <h2 id="faults-title">There is a problem</h2>
      <ul>
        {faults.map((fault) => (
          <li key={`${fault.at} ${fault.message}`}>
            <button type="button" className="link" onClick={() => go(fault.at)}>
              {fault.message.charAt(0).toUpperCase() + fault.message.slice(1)}
            </button>{' '}
            {fault.at !== '' && <span className="hint">{fault.at}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

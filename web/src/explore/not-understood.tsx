import { X } from 'lucide-react';
import { useState } from 'react';
import { joined } from '#core/query/spoken.ts';

type Props = {
  /** What the address names and the page cannot show. */
  readonly names: readonly string[];
  /** What is shown instead: `Crimes of Metropolitan Police recorded crime`. */
  readonly shown: string;
};

/** Says once what of an address was not understood and what is shown instead, until it is closed. */
export function NotUnderstood({ names, shown }: Props) {
  const text = joined(names);
  const [closed, setClosed] = useState('');
  return (
    <div role="status">
      {closed !== text && (
        <div className="banner banner-card">
          <span>
            The address names what does not exist here or what your profile does not show: {text}. Shown
            instead: {shown}.
          </span>
          <button type="button" className="button" onClick={() => setClosed(text)}>
            <X size={16} aria-hidden="true" /> Close
          </button>
        </div>
      )}
    </div>
  );
}

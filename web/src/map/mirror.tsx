import { useDeferredValue } from 'react';
import type { DrawnArea } from './shape.ts';

type Props = {
  readonly areas: readonly DrawnArea[];
  readonly breaks: readonly number[];
  readonly label: string;
  /** What a class is, in words: `class 2 of 6` when there are none of its own. */
  readonly classWords?: (index: number) => string;
};

/** What the map shows, as a list for those who do not see it; written once the map has its colours. */
export function MapMirror(props: Props) {
  const { areas, breaks, label, classWords } = useDeferredValue(props);
  const classes = breaks.length + 1;
  const words = classWords ?? ((index: number) => `class ${index + 1} of ${classes}`);
  return (
    <ul className="visually-hidden map-mirror" aria-label={label} data-breaks={breaks.join(' ')}>
      {areas.map((area) => (
        <li
          key={area.code}
          data-area={area.code}
          data-class={area.class ?? area.mark ?? 'u'}
          data-value={area.value ?? area.mark ?? 'u'}
        >
          {area.label}: {area.words}
          {area.class !== null && `, ${words(area.class)}`}
        </li>
      ))}
    </ul>
  );
}

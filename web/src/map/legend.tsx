import type { Mark } from '#core/model/result.ts';
import { formatEdge, formatShort, MARKS } from '../format/number.ts';
import { classLabels, colourOf } from './classes.ts';
import { RAMP, SUPPRESSED } from './colours.ts';
import type { DrawnMap } from './shape.ts';

type Props = {
  readonly drawn: DrawnMap;
  readonly title: string;
  /** The smallest number of records that a number is shown of. */
  readonly minimumCount: number;
};

const OTHERS: readonly Mark[] = ['c', 'h', 'u'];

/** The strip under the map: classes with their ranges, then what has no class. */
export function Legend({ drawn, title, minimumCount }: Props) {
  const most = drawn.breaks.at(-1) ?? 0;
  const format = (value: number) => (most >= 100_000 ? formatShort(value) : formatEdge(value));
  const labels = classLabels(drawn.breaks, format);
  const missing = drawn.areas.some((area) => area.mark === 'x');
  const others = OTHERS.filter((mark) => drawn.areas.some((area) => area.mark === mark));
  return (
    <div className="legend">
      <p className="legend-title">{title}</p>
      <ul className="legend-classes" aria-label={`Classes of ${title.toLowerCase()}`}>
        {labels.map((label, index) => (
          <li key={label}>
            <svg className="swatch" aria-hidden="true">
              <rect width="100%" height="100%" fill={RAMP[colourOf(index, labels.length)]} />
            </svg>
            <span>{label}</span>
          </li>
        ))}
      </ul>
      <ul className="legend-others">
        <li data-used={missing}>
          <svg className="swatch swatch-small" aria-hidden="true">
            <defs>
              <pattern
                id="legend-hatch"
                width="6"
                height="6"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
              >
                <rect width="6" height="6" fill="#fff" />
                <line x1="0" x2="0" y1="0" y2="6" stroke="#7d8892" strokeWidth="2" />
              </pattern>
            </defs>
            <rect width="100%" height="100%" fill="url(#legend-hatch)" />
          </svg>
          <span>Not supplied</span>
        </li>
        {others.map((mark) => (
          <li key={mark}>
            <svg className="swatch swatch-small" aria-hidden="true">
              <MarkPattern mark={mark} />
              <rect width="100%" height="100%" fill={mark === 'u' ? SUPPRESSED : `url(#legend-${mark})`} />
            </svg>
            <span>{mark === 'c' && minimumCount > 1 ? `Fewer than ${minimumCount}` : MARKS[mark].short}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The pattern of the map for a mark, as a drawing. */
function MarkPattern({ mark }: { readonly mark: Mark }) {
  if (mark !== 'c' && mark !== 'h') return null;
  return (
    <defs>
      <pattern id={`legend-${mark}`} width="4" height="4" patternUnits="userSpaceOnUse">
        <rect width="4" height="4" fill="#fff" />
        {mark === 'c' ? (
          <circle cx="2" cy="2" r="0.95" fill="#707c86" />
        ) : (
          <path d="M0 0h4M0 0v4" stroke="#707c86" strokeWidth="1" />
        )}
      </pattern>
    </defs>
  );
}

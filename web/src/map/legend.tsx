import { formatEdge, formatShort } from '../format/number.ts';
import { classLabels, colourOf } from './classes.ts';
import { RAMP, SUPPRESSED } from './colours.ts';
import type { DrawnMap } from './shape.ts';

type Props = { readonly drawn: DrawnMap; readonly title: string };

/** The strip under the map: classes with their ranges, then what has no class. */
export function Legend({ drawn, title }: Props) {
  const most = drawn.breaks.at(-1) ?? 0;
  const format = (value: number) => (most >= 100_000 ? formatShort(value) : formatEdge(value));
  const labels = classLabels(drawn.breaks, format);
  const missing = drawn.areas.some((area) => area.mark === 'x');
  const hidden = drawn.areas.some((area) => area.mark !== null && area.mark !== 'x');
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
        {hidden && (
          <li>
            <svg className="swatch swatch-small" aria-hidden="true">
              <rect width="100%" height="100%" fill={SUPPRESSED} />
            </svg>
            <span>No number</span>
          </li>
        )}
      </ul>
    </div>
  );
}

// biome-ignore-all lint/a11y/useSemanticElements: the roles of a list box, which a drawing has no elements for
// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: the roles of a list box, which a drawing has no elements for
import { type KeyboardEvent, useRef, useState } from 'react';
import { formatNumber, MARKS } from '../format/number.ts';
import { linear } from './scale.ts';
import type { Point, Series } from './series.ts';
import { useSize } from './size.ts';
import { fitted, textWidth } from './text-width.ts';

type Props = {
  readonly series: Series;
  readonly points: readonly Point[];
  readonly label: string;
  readonly selected: (point: Point) => boolean;
  readonly onToggle: (point: Point) => void;
};

const MIN_ROW = 25;
const MAX_ROW = 34;
const LABEL_SIZE = 14;

function valueText({ value, mark }: Point, { type }: Series): string {
  return value === null ? MARKS[mark ?? 'u'].short : formatNumber(value, type);
}

/**
 * Bars across, one row a group; arrow keys move, Space selects. The axis starts at zero. What is not known has its
 * number and no bar, so that it does not set the scale of what is.
 */
export function Bars({ series, points, label, selected, onToggle }: Props) {
  const { ref, size } = useSize<HTMLDivElement>({ width: 480, height: 260 });
  const rows = useRef<SVGSVGElement>(null);
  const [active, setActive] = useState(0);
  if (points.length === 0)
    return <p className="state">No records match these filters. Remove one to see more.</p>;
  const row = Math.min(MAX_ROW, Math.max(MIN_ROW, size.height / points.length));
  const longest = Math.max(...points.map((point) => textWidth(point.label, LABEL_SIZE, 700))) + 12;
  const left = Math.min(longest, size.width * 0.52);
  const most = Math.max(0, ...points.map((point) => (point.key === null ? 0 : (point.value ?? 0))));
  const values = points.map((point) => valueText(point, series));
  const room = Math.max(...values.map((value) => textWidth(value, LABEL_SIZE, 400))) + 20;
  const x = linear([0, most || 1], [0, Math.max(20, size.width - left - room)]);
  const any = points.some(selected);
  const move = (event: KeyboardEvent, index: number) => {
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: points.length - 1 }[event.key];
    const point = points[index];
    if ((event.key === ' ' || event.key === 'Enter') && point !== undefined) {
      event.preventDefault();
      onToggle(point);
    }
    if (to === undefined || to < 0 || to >= points.length) return;
    event.preventDefault();
    setActive(to);
    const next = rows.current?.querySelectorAll<SVGGElement>('[role=option]')[to];
    next?.focus();
  };
  return (
    <div className="chart-scroll" ref={ref}>
      <svg
        className="chart bars"
        ref={rows}
        width={size.width}
        height={row * points.length}
        role="listbox"
        aria-label={label}
        aria-multiselectable="true"
      >
        {points.map((point, index) => {
          const on = selected(point);
          const width =
            point.value === null || point.key === null
              ? 0
              : Math.max(point.value > 0 ? 1 : 0, x(point.value));
          return (
            <g
              key={point.key ?? 'not-known'}
              role="option"
              aria-selected={on}
              aria-disabled={point.key === null}
              tabIndex={index === Math.min(active, points.length - 1) ? 0 : -1}
              className="bar"
              data-key={point.key ?? ''}
              data-tone={on ? 'on' : any ? 'off' : 'plain'}
              transform={`translate(0 ${index * row})`}
              onClick={() => onToggle(point)}
              onFocus={() => setActive(index)}
              onKeyDown={(event) => move(event, index)}
            >
              <title>{point.label}</title>
              <rect className="bar-hit" width={size.width} height={row} />
              <text
                className="bar-label"
                x={left - 8}
                y={row / 2}
                dominantBaseline="central"
                textAnchor="end"
              >
                {fitted(point.label, LABEL_SIZE, left - 8)}
              </text>{' '}
              <rect className="bar-mark" x={left} y={row * 0.15} width={width} height={row * 0.7} />
              <text className="bar-value" x={left + width + 6} y={row / 2} dominantBaseline="central">
                {values[index]}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

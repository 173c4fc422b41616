// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: text of a drawing cannot take the focus
// biome-ignore-all lint/a11y/useSemanticElements: the roles of a grid, which a drawing has no elements for
// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: the roles of a grid, which a drawing has no elements for
import { type KeyboardEvent, useRef, useState } from 'react';
import type { Mark } from '#core/model/result.ts';
import { formatNumber, MARKS } from '../format/number.ts';
import { breaksOf, classOf, colourOf } from '../map/classes.ts';
import { RAMP_FILLS } from '../theme/ramp.ts';
import { useSize } from './size.ts';
import { WEEKDAYS } from './weekdays.ts';

export type HourCell = { readonly weekday: number; readonly hour: number };

type Props = {
  readonly week: readonly (readonly (number | Mark)[])[];
  readonly label: string;
  readonly selected: (cell: HourCell) => boolean;
  readonly filtered: boolean;
  /** All cells of the box that was drawn. */
  readonly onChoose: (from: HourCell, to: HourCell) => void;
};

function wordsOf(value: number | Mark): string {
  return typeof value === 'number' ? formatNumber(value) : MARKS[value].short.toLowerCase();
}

const LEFT = 40;
const BOTTOM = 22;

/** Hours across, days down; drag a box, or move with the arrow keys and choose with Space. */
export function WeekGrid({ week, label, selected, filtered, onChoose }: Props) {
  const { ref, size } = useSize<HTMLDivElement>({ width: 640, height: 220 });
  const [active, setActive] = useState<HourCell>({ weekday: 1, hour: 0 });
  const [box, setBox] = useState<{ readonly from: HourCell; readonly to: HourCell } | null>(null);
  const grid = useRef<SVGSVGElement>(null);
  const breaks = breaksOf(week.flat().filter((value) => typeof value === 'number'));
  const width = (size.width - LEFT) / 24;
  const height = (size.height - BOTTOM) / 7;
  const focus = (cell: HourCell) => {
    setActive(cell);
    grid.current?.querySelector<SVGElement>(`[data-cell="${cell.weekday}-${cell.hour}"]`)?.focus();
  };
  const key = (event: KeyboardEvent, cell: HourCell) => {
    const to: Record<string, HourCell> = {
      ArrowLeft: { ...cell, hour: Math.max(0, cell.hour - 1) },
      ArrowRight: { ...cell, hour: Math.min(23, cell.hour + 1) },
      ArrowUp: { ...cell, weekday: Math.max(1, cell.weekday - 1) },
      ArrowDown: { ...cell, weekday: Math.min(7, cell.weekday + 1) },
      Home: { ...cell, hour: 0 },
      End: { ...cell, hour: 23 },
    };
    const next = to[event.key];
    if (next !== undefined) focus(next);
    else if (event.key === ' ' || event.key === 'Enter') onChoose(cell, cell);
    else return;
    event.preventDefault();
  };
  const inBox = (cell: HourCell) =>
    box !== null &&
    cell.hour >= Math.min(box.from.hour, box.to.hour) &&
    cell.hour <= Math.max(box.from.hour, box.to.hour) &&
    cell.weekday >= Math.min(box.from.weekday, box.to.weekday) &&
    cell.weekday <= Math.max(box.from.weekday, box.to.weekday);
  return (
    <div className="chart-fill" ref={ref}>
      <svg
        className="chart week"
        ref={grid}
        width={size.width}
        height={size.height}
        role="grid"
        aria-label={label}
        onPointerUp={() => {
          if (box !== null) onChoose(box.from, box.to);
          setBox(null);
        }}
        onPointerLeave={() => setBox(null)}
      >
        {week.map((row, day) => (
          <g key={WEEKDAYS[day]} role="row">
            <text
              className="axis-text"
              role="rowheader"
              x={LEFT - 10}
              y={(day + 0.5) * height}
              textAnchor="end"
              dominantBaseline="central"
            >
              {WEEKDAYS[day]}
            </text>
            {row.map((value, hour) => {
              const cell = { weekday: day + 1, hour };
              const colour =
                typeof value !== 'number'
                  ? 'none'
                  : RAMP_FILLS[colourOf(classOf(value, breaks), breaks.length + 1)];
              const on = box === null ? selected(cell) : inBox(cell);
              return (
                <rect
                  // biome-ignore lint/suspicious/noArrayIndexKey: the index is the hour
                  key={hour}
                  role="gridcell"
                  data-mark={typeof value === 'number' ? undefined : value}
                  data-cell={`${cell.weekday}-${hour}`}
                  className="week-cell"
                  data-tone={on && (filtered || box !== null) ? 'on' : filtered ? 'off' : 'plain'}
                  aria-selected={on && filtered}
                  aria-label={`${WEEKDAYS[day]} ${String(hour).padStart(2, '0')}:00, ${wordsOf(value)}`}
                  tabIndex={active.weekday === cell.weekday && active.hour === hour ? 0 : -1}
                  x={LEFT + hour * width + 1}
                  y={day * height + 1}
                  width={Math.max(1, width - 2)}
                  height={Math.max(1, height - 2)}
                  rx={2}
                  fill={colour}
                  onFocus={() => setActive(cell)}
                  onKeyDown={(event) => key(event, cell)}
                  onPointerDown={(event) => {
                    event.preventDefault();
                    setBox({ from: cell, to: cell });
                  }}
                  onPointerEnter={() =>
                    setBox((before) => (before === null ? null : { ...before, to: cell }))
                  }
                >
                  <title>{`${WEEKDAYS[day]} ${String(hour).padStart(2, '0')}:00: ${wordsOf(value)}`}</title>
                </rect>
              );
            })}
          </g>
        ))}
        <g>
          {[0, 3, 6, 9, 12, 15, 18, 21].map((hour) => (
            <text
              key={hour}
              aria-hidden="true"
              className="axis-text"
              x={LEFT + (hour + 0.5) * width}
              y={size.height - 5}
              textAnchor="middle"
            >
              {String(hour).padStart(2, '0')}
            </text>
          ))}
        </g>
      </svg>
    </div>
  );
}

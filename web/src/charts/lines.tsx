// biome-ignore-all lint/a11y/useSemanticElements: the role of a group, which a drawing has no element for
// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: text of a drawing cannot take the focus
import { line } from 'd3-shape';
import { useState } from 'react';
import { formatShort } from '../format/number.ts';
import { pointWords } from './line.tsx';
import { MonthAxis } from './month-axis.tsx';
import { DASHES } from './palette.ts';
import { Reader } from './reader.tsx';
import { linear, roundTicks } from './scale.ts';
import type { MonthPoint } from './series.ts';
import { useSize } from './size.ts';
import type { SplitLine } from './split-series.ts';
import { fitted, textWidth } from './text-width.ts';

type Props = {
  readonly lines: readonly SplitLine[];
  readonly label: string;
  readonly axis: string;
  readonly type: 'integer' | 'number';
  readonly provisional: ReadonlySet<string>;
};

const TOP = 26;
const BOTTOM = 24;
const LEFT = 46;
const LABEL_HEIGHT = 16;

/** Where labels stand so that none covers another, in the order given. */
export function apart(places: readonly number[], height: number, lowest: number): readonly number[] {
  const order = places.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  let last = Number.NEGATIVE_INFINITY;
  const down = order.map(({ y, index }) => {
    last = Math.max(y, last + height);
    return { y: last, index };
  });
  let limit = lowest;
  for (let at = down.length - 1; at >= 0; at -= 1) {
    const item = down[at];
    if (item === undefined) continue;
    item.y = Math.min(item.y, limit);
    limit = item.y - height;
  }
  return [...down].sort((a, b) => a.index - b.index).map(({ y }) => y);
}

/** Up to six lines with their names at their ends, told apart by colour and dashes; none crosses a gap. */
export function Lines({ lines, label, axis, type, provisional }: Props) {
  const { ref, size } = useSize<HTMLDivElement>({ width: 900, height: 280 });
  const [active, setActive] = useState(0);
  const [over, setOver] = useState<number | null>(null);
  const longest = Math.max(0, ...lines.map((one) => textWidth(one.label, 13, 600)));
  const right = Math.min(longest + 18, size.width * 0.32);
  const points = lines[0]?.points ?? [];
  const most = Math.max(0, ...lines.flatMap((one) => one.points.map(({ value }) => value ?? 0)));
  const end = Math.max(1, points.length - 1);
  const x = linear([0, end], [LEFT, size.width - right]);
  const ticks = roundTicks(most || 1, type === 'integer');
  const y = linear([0, ticks.at(-1) ?? 1], [size.height - BOTTOM, TOP]);
  const drawn = line<MonthPoint>(
    (_, i) => x(i),
    (point) => y(point.value ?? 0),
  ).defined(({ value }) => value !== null);
  const ends = lines.map((one) => y(one.points.findLast(({ value }) => value !== null)?.value ?? 0));
  const places = apart(ends, LABEL_HEIGHT, size.height - BOTTOM);
  const chosen = Math.min(active, lines.length - 1);
  const current = lines[chosen];
  return (
    <div className="chart-fill" ref={ref}>
      <svg
        className="chart lines"
        width={size.width}
        height={size.height}
        role="group"
        aria-label={label}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const back = linear([LEFT, size.width - right], [0, end]);
          setOver(Math.min(end, Math.max(0, Math.round(back(event.clientX - box.left)))));
        }}
        onPointerLeave={() => setOver(null)}
      >
        {ticks.map((tick) => (
          <g key={tick} className="axis">
            <line x1={LEFT} x2={size.width - right} y1={y(tick)} y2={y(tick)} />
            <text x={LEFT - 8} y={y(tick)} textAnchor="end" dominantBaseline="central">
              {formatShort(tick)}
            </text>
          </g>
        ))}
        <text className="axis-name" x={4} y={12}>
          {axis}
        </text>
        <MonthAxis points={points} width={size.width - LEFT - right} x={x} y={size.height - 6} />
        {lines.map((one, index) => (
          <g
            key={one.key ?? 'not-known'}
            className="series"
            data-series={index + 1}
            data-active={index === chosen}
          >
            <path d={drawn([...one.points]) ?? ''} strokeDasharray={DASHES[index]} />
            <line
              className="leader"
              x1={size.width - right}
              x2={size.width - right + 6}
              y1={ends[index]}
              y2={places[index]}
            />
            <text x={size.width - right + 10} y={places[index]} dominantBaseline="central">
              {fitted(one.label, 13, right - 12)}
            </text>
          </g>
        ))}
        {current !== undefined && (
          <Reader
            label={`Read the numbers of ${label}; up and down change the line`}
            count={points.length}
            x={x}
            yOf={(i) => (current.points[i]?.value === null ? null : y(current.points[i]?.value ?? 0))}
            textOf={(i) => `${current.label}, ${pointWords(current.points[i], type, provisional)}`}
            box={{ top: TOP, bottom: size.height - BOTTOM, left: LEFT, right: size.width - right }}
            over={over}
            onOther={(by) => setActive((chosen + by + lines.length) % lines.length)}
          />
        )}
      </svg>
    </div>
  );
}

// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: text of a drawing cannot take the focus
// biome-ignore-all lint/a11y/useSemanticElements: the roles of a group and of sliders, which a drawing has no elements for
import { area, line } from 'd3-shape';
import { type PointerEvent, useRef, useState } from 'react';
import { formatNumber, formatShort, MARKS } from '../format/number.ts';
import { monthLabel } from '../state/month.ts';
import { BOTTOM, Chosen, Handles, LEFT, RIGHT, type Span, TOP } from './line-span.tsx';
import { MonthAxis } from './month-axis.tsx';
import { Reader } from './reader.tsx';
import { linear, readableTicks, roundTicks } from './scale.ts';
import type { MonthPoint } from './series.ts';
import { useSize } from './size.ts';

type Props = {
  readonly points: readonly MonthPoint[];
  readonly label: string;
  /** Name of the axis of numbers, with its unit. */
  readonly axis: string;
  /** How to write the numbers. */
  readonly type: 'integer' | 'number';
  /** Months that the next delivery still changes. */
  readonly provisional: ReadonlySet<string>;
  /** Places of the first and last chosen month; null = no period chosen. */
  readonly chosen: Span | null;
  readonly onChoose: (span: Span | null) => void;
};

/** What is read out for one month. */
export function pointWords(
  point: MonthPoint | undefined,
  type: 'integer' | 'number',
  provisional: ReadonlySet<string>,
): string {
  if (point === undefined) return '';
  const value =
    point.value === null ? MARKS[point.mark ?? 'u'].short.toLowerCase() : formatNumber(point.value, type);
  return `${monthLabel(point.month)}: ${value}${provisional.has(point.month) ? ', provisional' : ''}`;
}

/** A line over the months with a stretch to drag out; the line stops where nothing was supplied. */
export function MonthLine({ points, label, axis, type, provisional, chosen, onChoose }: Props) {
  const { ref, size } = useSize<HTMLDivElement>({ width: 480, height: 200 });
  const svg = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const whole = points.every((point) => Number.isInteger(point.value ?? 0));
  const most = Math.max(0, ...points.map((point) => point.value ?? 0));
  const end = Math.max(1, points.length - 1);
  const across = [LEFT, size.width - RIGHT] as const;
  const x = linear([0, end], across);
  const index = linear(across, [0, end]);
  const ticks = roundTicks(most || 1, whole);
  const y = linear([0, ticks.at(-1) ?? 1], [size.height - BOTTOM, TOP]);
  const at = (event: PointerEvent) => {
    const box = svg.current?.getBoundingClientRect();
    const nearest = Math.round(index(event.clientX - (box?.left ?? 0)));
    return Math.min(points.length - 1, Math.max(0, nearest));
  };
  const dragged =
    drag === null ? null : { first: Math.min(drag.from, drag.to), last: Math.max(drag.from, drag.to) };
  const span = dragged ?? chosen;
  const drawn = line<MonthPoint>(
    (_, i) => x(i),
    (p) => y(p.value ?? 0),
  ).defined((p) => p.value !== null);
  const filled = area<MonthPoint>(
    (_, i) => x(i),
    y(0),
    (p) => y(p.value ?? 0),
  ).defined((p) => p.value !== null);
  const firm = points.map((point) => (provisional.has(point.month) ? { ...point, value: null } : point));
  const open = points.map((point, i) =>
    provisional.has(point.month) || provisional.has(points[i + 1]?.month ?? '')
      ? point
      : { ...point, value: null },
  );
  const alone = points.flatMap((p, i) =>
    p.value !== null && (points[i - 1]?.value ?? null) === null && (points[i + 1]?.value ?? null) === null
      ? [{ p, i }]
      : [],
  );
  const gaps = points.flatMap((p, i) => (p.value === null ? [i] : []));
  const half = points.length > 1 ? (x(1) - x(0)) / 2 : 8;
  return (
    <div className="chart-fill" ref={ref}>
      <svg
        className="chart months"
        ref={svg}
        width={size.width}
        height={size.height}
        role="group"
        aria-label={label}
        onPointerDown={(event) => {
          if (event.target instanceof Element && event.target.closest('[role=slider]') !== null) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: at(event), to: at(event) });
        }}
        onPointerLeave={() => setOver(null)}
        onPointerMove={(event) => {
          setOver(at(event));
          if (drag !== null) setDrag({ ...drag, to: at(event) });
        }}
        onPointerUp={() => {
          if (dragged !== null && dragged.first !== dragged.last) onChoose(dragged);
          setDrag(null);
        }}
      >
        {readableTicks(ticks, size.height - BOTTOM - TOP).map((tick) => (
          <g key={tick} className="axis">
            <line x1={LEFT} x2={size.width - RIGHT} y1={y(tick)} y2={y(tick)} />
            <text x={LEFT - 8} y={y(tick)} textAnchor="end" dominantBaseline="central">
              {formatShort(tick)}
            </text>
          </g>
        ))}
        <defs>
          <pattern
            id="gap-x"
            width="7"
            height="7"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="7" height="7" fill="var(--gap)" />
            <line x1="0" x2="0" y1="0" y2="7" stroke="var(--gap-ink)" strokeWidth="2" />
          </pattern>
          <pattern id="gap-c" width="6" height="6" patternUnits="userSpaceOnUse">
            <rect width="6" height="6" fill="var(--gap)" />
            <circle cx="3" cy="3" r="1" fill="var(--gap-ink)" />
          </pattern>
        </defs>
        {gaps.map((i) => (
          <rect
            key={i}
            className="gap"
            data-mark={points[i]?.mark ?? 'u'}
            x={x(i) - half}
            width={half * 2}
            y={TOP}
            height={size.height - BOTTOM - TOP}
          >
            <title>{`${monthLabel(points[i]?.month ?? '')}: ${MARKS[points[i]?.mark ?? 'u'].short.toLowerCase()}`}</title>
          </rect>
        ))}
        {gaps
          .filter((i) => points[i]?.mark !== 'x')
          .map((i) => (
            <text
              key={i}
              className="gap-mark"
              x={x(i)}
              y={size.height - BOTTOM - 6}
              textAnchor="middle"
              aria-hidden="true"
            >
              {half >= 5 ? (points[i]?.mark ?? 'u') : ''}
            </text>
          ))}
        <path className={span === null ? 'month-area' : 'month-area faded'} d={filled(points) ?? ''} />
        <path className={span === null ? 'month-line' : 'month-line faded'} d={drawn(firm) ?? ''} />
        <path className={span === null ? 'month-line open' : 'month-line open faded'} d={drawn(open) ?? ''} />
        {span !== null && <Chosen points={firm} span={span} x={x} drawn={drawn} height={size.height} />}
        {alone.map(({ p, i }) => (
          <circle key={p.month} className="month-dot" cx={x(i)} cy={y(p.value ?? 0)} r={3} />
        ))}
        {points.map(({ month, value }, i) =>
          provisional.has(month) && value !== null ? (
            <circle key={month} className="month-open" cx={x(i)} cy={y(value)} r={3.5} />
          ) : null,
        )}
        <text className="axis-name" x={4} y={12}>
          {axis}
        </text>
        <MonthAxis points={points} width={size.width - LEFT - RIGHT} x={x} y={size.height - 6} />
        <Handles points={points} span={span} x={x} height={size.height} onChoose={onChoose} at={at} />
        <Reader
          label={`Read the numbers: ${label}`}
          count={points.length}
          x={x}
          yOf={(i) => (points[i]?.value === null ? null : y(points[i]?.value ?? 0))}
          textOf={(i) => pointWords(points[i], type, provisional)}
          box={{ top: TOP, bottom: size.height - BOTTOM, left: LEFT, right: size.width - RIGHT }}
          over={drag === null ? over : null}
        />
      </svg>
    </div>
  );
}

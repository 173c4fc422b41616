// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: text of a drawing cannot take the focus
// biome-ignore-all lint/a11y/useSemanticElements: the roles of a group and of sliders, which a drawing has no elements for
import { area, line } from 'd3-shape';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { formatShort, MARKS } from '../format/number.ts';
import { monthLabel } from '../state/month.ts';
import { linear, roundTicks } from './scale.ts';
import type { MonthPoint } from './series.ts';
import { useSize } from './size.ts';

type Span = { readonly first: number; readonly last: number };

type Props = {
  readonly points: readonly MonthPoint[];
  readonly label: string;
  /** Places of the first and last chosen month; null = no period chosen. */
  readonly chosen: Span | null;
  readonly onChoose: (span: Span | null) => void;
};

const TOP = 10;
const BOTTOM = 24;
const LEFT = 46;
const RIGHT = 14;

/** Months to write under the axis: at most one for every 64 pixels, the years first. */
export function tickMonths(
  points: readonly MonthPoint[],
  width: number,
): readonly { index: number; text: string }[] {
  const room = Math.max(1, Math.floor(width / 64));
  const step = [1, 2, 3, 6, 12, 24, 36, 60, 120].find((months) => points.length / months <= room) ?? 240;
  return points.flatMap((point, index) => {
    const month = Number(point.month.slice(5)) - 1 + Number(point.month.slice(0, 4)) * 12;
    if (month % step !== 0) return [];
    const year = point.month.slice(0, 4);
    return [
      {
        index,
        text:
          month % 12 === 0
            ? year
            : index < step
              ? monthLabel(point.month)
              : monthLabel(point.month).slice(0, 3),
      },
    ];
  });
}

/** A line over the months with a stretch to drag out; the line stops where nothing was supplied. */
export function MonthLine({ points, label, chosen, onChoose }: Props) {
  const { ref, size } = useSize<HTMLDivElement>({ width: 480, height: 200 });
  const svg = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
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
        onPointerMove={(event) => {
          if (drag !== null) setDrag({ ...drag, to: at(event) });
        }}
        onPointerUp={() => {
          if (dragged !== null && dragged.first !== dragged.last) onChoose(dragged);
          setDrag(null);
        }}
      >
        {ticks.map((tick) => (
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
        <path className={span === null ? 'month-line' : 'month-line faded'} d={drawn(points) ?? ''} />
        {span !== null && <Chosen points={points} span={span} x={x} drawn={drawn} height={size.height} />}
        {alone.map(({ p, i }) => (
          <circle key={p.month} className="month-dot" cx={x(i)} cy={y(p.value ?? 0)} r={3} />
        ))}
        {tickMonths(points, size.width - LEFT - RIGHT).map((tick) => (
          <text
            key={tick.index}
            className="axis-text"
            x={x(tick.index)}
            y={size.height - 6}
            textAnchor={tick.index === 0 ? 'start' : 'middle'}
          >
            {tick.text}
          </text>
        ))}
        <Handles points={points} span={span} x={x} height={size.height} onChoose={onChoose} at={at} />
      </svg>
    </div>
  );
}

type ChosenProps = {
  readonly points: readonly MonthPoint[];
  readonly span: Span;
  readonly x: (index: number) => number;
  readonly drawn: (points: MonthPoint[]) => string | null;
  readonly height: number;
};

function Chosen({ points, span, x, drawn, height }: ChosenProps) {
  const inside = points.map((point, index) =>
    index >= span.first && index <= span.last ? point : { ...point, value: null },
  );
  return (
    <>
      <rect
        className="span"
        x={x(span.first)}
        width={x(span.last) - x(span.first)}
        y={TOP}
        height={height - BOTTOM - TOP}
      />
      <path className="month-line" d={drawn(inside) ?? ''} />
    </>
  );
}

type HandleProps = Omit<ChosenProps, 'drawn' | 'span'> & {
  readonly span: Span | null;
  readonly onChoose: (span: Span | null) => void;
  readonly at: (event: PointerEvent) => number;
};

function Handles({ points, span, x, height, onChoose, at }: HandleProps) {
  const [held, setHeld] = useState<Span | null>(null);
  const end = points.length - 1;
  const now = held ?? span ?? { first: 0, last: end };
  const moved = (side: keyof Span, to: number): Span =>
    side === 'first'
      ? { ...now, first: Math.min(now.last, Math.max(0, to)) }
      : { ...now, last: Math.max(now.first, Math.min(end, to)) };
  const key = (event: KeyboardEvent, side: keyof Span) => {
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageDown: -12,
      PageUp: 12,
      Home: -points.length,
      End: points.length,
    };
    const step = steps[event.key];
    if (step === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    onChoose(step === undefined ? null : moved(side, now[side] + step));
  };
  return (['first', 'last'] as const).map((side) => (
    <g
      key={side}
      role="slider"
      tabIndex={0}
      className={span === null && held === null ? 'handle idle' : 'handle'}
      transform={`translate(${x(now[side])} ${(height - BOTTOM) / 2})`}
      aria-label={side === 'first' ? 'First month' : 'Last month'}
      aria-valuemin={0}
      aria-valuemax={end}
      aria-valuenow={now[side]}
      aria-valuetext={monthLabel(points[now[side]]?.month ?? '')}
      onKeyDown={(event) => key(event, side)}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        setHeld(now);
      }}
      onPointerMove={(event) => {
        if (held !== null) setHeld(moved(side, at(event)));
      }}
      onPointerUp={() => {
        if (held !== null) onChoose(held);
        setHeld(null);
      }}
    >
      <rect className="handle-hit" x={-12} y={-20} width={24} height={40} />
      <rect className="handle-box" x={-5} y={-12} width={10} height={24} rx={2} />
      <line x1={-1.5} x2={-1.5} y1={-5} y2={5} />
      <line x1={1.5} x2={1.5} y1={-5} y2={5} />
    </g>
  ));
}

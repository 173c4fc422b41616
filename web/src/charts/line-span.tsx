// biome-ignore-all lint/a11y/useSemanticElements: the roles of sliders, which a drawing has no elements for
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { monthLabel } from '../state/month.ts';
import type { MonthPoint } from './series.ts';

/** Space around the drawing of months, in pixels. */
export const TOP = 22;
export const BOTTOM = 24;
export const LEFT = 46;
export const RIGHT = 14;

/** Places of the first and the last month of a stretch. */
export type Span = { readonly first: number; readonly last: number };

type ChosenProps = {
  readonly points: readonly MonthPoint[];
  readonly span: Span;
  readonly x: (index: number) => number;
  readonly drawn: (points: MonthPoint[]) => string | null;
  readonly height: number;
};

/** The line within the chosen stretch, over the faded one. */
export function Chosen({ points, span, x, drawn, height }: ChosenProps) {
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

/** The two ends of the stretch, to drag or to move with the arrow keys. */
export function Handles({ points, span, x, height, onChoose, at }: HandleProps) {
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

// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: text of a drawing cannot take the focus
// biome-ignore-all lint/a11y/useSemanticElements: the role of a slider, which a drawing has no element for
import { type KeyboardEvent, useState } from 'react';
import { textWidth } from './text-width.ts';

type Props = {
  readonly label: string;
  readonly count: number;
  readonly x: (index: number) => number;
  /** Height of the point, null where it has no number. */
  readonly yOf: (index: number) => number | null;
  /** What is shown and read out for a point. */
  readonly textOf: (index: number) => string;
  readonly box: {
    readonly top: number;
    readonly bottom: number;
    readonly left: number;
    readonly right: number;
  };
  /** The point under the pointer. */
  readonly over: number | null;
  /** Up and down arrows, where there is more than one line. */
  readonly onOther?: (by: 1 | -1) => void;
};

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageDown: -12,
  PageUp: 12,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** A cursor over the points of a line: by the arrow keys or the pointer, with the number beside it, which is also spoken. */
export function Reader({ label, count, x, yOf, textOf, box, over, onOther }: Props) {
  const [at, setAt] = useState(count - 1);
  const [focused, setFocused] = useState(false);
  const place = Math.min(Math.max(0, at), count - 1);
  const shown = focused ? place : over;
  const key = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const other = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (other !== undefined && onOther !== undefined) onOther(other === 1 ? 1 : -1);
    else if (step !== undefined) setAt(Math.min(count - 1, Math.max(0, place + step)));
    else return;
    event.preventDefault();
  };
  return (
    <g
      role="slider"
      className="reader"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, count - 1)}
      aria-valuenow={place}
      aria-valuetext={textOf(place)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      onKeyDown={key}
    >
      <rect
        className="reader-box"
        x={box.left}
        y={box.top}
        width={Math.max(0, box.right - box.left)}
        height={Math.max(0, box.bottom - box.top)}
      />
      {shown !== null && shown < count && <Cursor {...{ x, yOf, textOf, box, shown }} />}
    </g>
  );
}

function Cursor({
  x,
  yOf,
  textOf,
  box,
  shown,
}: Pick<Props, 'x' | 'yOf' | 'textOf' | 'box'> & { readonly shown: number }) {
  const text = textOf(shown);
  const width = textWidth(text, 13, 600) + 14;
  const left = Math.min(Math.max(box.left, x(shown) - width / 2), Math.max(box.left, box.right - width));
  const y = yOf(shown);
  return (
    <g className="cursor" aria-hidden="true">
      <line x1={x(shown)} x2={x(shown)} y1={box.top} y2={box.bottom} />
      {y !== null && <circle cx={x(shown)} cy={y} r={4} />}
      <rect x={left} y={box.top - 20} width={width} height={20} rx={3} />
      <text x={left + 7} y={box.top - 10} dominantBaseline="central">
        {text}
      </text>
    </g>
  );
}

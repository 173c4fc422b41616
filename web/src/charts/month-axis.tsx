import { monthLabel } from '../state/month.ts';
import type { MonthPoint } from './series.ts';

type Props = {
  readonly points: readonly MonthPoint[];
  /** Pixels that the months have. */
  readonly width: number;
  readonly x: (index: number) => number;
  readonly y: number;
};

/** The months that are written under a drawing over time. */
export function MonthAxis({ points, width, x, y }: Props) {
  return tickMonths(points, width).map((tick) => (
    <text
      key={tick.index}
      className="axis-text"
      x={x(tick.index)}
      y={y}
      textAnchor={tick.index === 0 ? 'start' : 'middle'}
    >
      {tick.text}
    </text>
  ));
}

/** Months to write under the axis: at most one for every 64 pixels, the years first. */
function tickMonths(
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

import { line } from 'd3-shape';
import { linear, roundTicks } from '../../charts/scale.ts';
import type { MonthPoint } from '../../charts/series.ts';
import { formatShort } from '../../format/number.ts';
import { monthLabel } from '../../state/month.ts';

const WIDTH = 720;
const HEIGHT = 240;
const LEFT = 56;
const RIGHT = 36;
const TOP = 14;
const BOTTOM = 30;
const MOST_LABELS = 8;

/** A line from month to month, from zero; months without a number are hatched and no line crosses them. */
export function MonthChart({
  points,
  label,
  id,
}: {
  readonly points: readonly MonthPoint[];
  readonly label: string;
  /** Of the pattern, unlike any other of the page. */
  readonly id: string;
}) {
  const most = Math.max(0, ...points.map(({ value }) => value ?? 0)) || 1;
  const ticks = roundTicks(
    most,
    points.every(({ value }) => Number.isInteger(value ?? 0)),
  );
  const y = linear([0, ticks.at(-1) ?? most], [HEIGHT - BOTTOM, TOP]);
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, points.length - 1);
  const x = (index: number) => LEFT + index * step;
  const path = line<MonthPoint>(
    (_, index) => x(index),
    ({ value }) => y(value ?? 0),
  ).defined(({ value }) => value !== null)(points as MonthPoint[]);
  const every = Math.max(1, Math.ceil(points.length / MOST_LABELS));
  return (
    <svg className="report-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <defs>
        <pattern id={id} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="7" height="7" fill="var(--gap)" />
          <line x1="0" x2="0" y1="0" y2="7" stroke="var(--gap-ink)" strokeWidth="2" />
        </pattern>
      </defs>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className="report-grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} />
          <text className="report-axis" x={LEFT - 8} y={y(tick)} dominantBaseline="central" textAnchor="end">
            {formatShort(tick)}
          </text>
        </g>
      ))}
      {points.map(({ month, value }, index) =>
        value === null ? (
          <rect
            key={month}
            x={x(index) - step / 2}
            y={TOP}
            width={step}
            height={HEIGHT - TOP - BOTTOM}
            fill={`url(#${id})`}
          />
        ) : null,
      )}
      <path className="report-line" d={path ?? ''} />
      {points.map(({ month, value }, index) => {
        const alone = points[index - 1]?.value == null && points[index + 1]?.value == null;
        return value !== null && alone ? (
          <circle key={month} className="report-dot" cx={x(index)} cy={y(value)} r={3} />
        ) : null;
      })}
      {points.map(({ month }, index) =>
        index % every === 0 ? (
          <text key={month} className="report-axis" x={x(index)} y={HEIGHT - 10} textAnchor="middle">
            {monthLabel(month)}
          </text>
        ) : null,
      )}
    </svg>
  );
}

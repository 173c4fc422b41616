import type { Point, Series } from '../../charts/series.ts';
import { fitted } from '../../charts/text-width.ts';
import { formatNumber, MARKS } from '../../format/number.ts';

const WIDTH = 720;
const ROW = 24;
const LEFT = 230;
const RIGHT = 90;
const FONT = 14;

type Props = {
  readonly series: Series;
  readonly points: readonly Point[];
  readonly label: string;
  readonly chosen: ReadonlySet<string>;
};

/** A bar for each group, from zero, with its number written; what has no number says why instead. */
export function BarChart({ series, points, label, chosen }: Props) {
  const most = Math.max(0, ...points.map(({ key, value }) => (key === null ? 0 : (value ?? 0)))) || 1;
  const scale = (WIDTH - LEFT - RIGHT) / most;
  return (
    <svg
      className="report-chart"
      viewBox={`0 0 ${WIDTH} ${points.length * ROW}`}
      role="img"
      aria-label={label}
    >
      {points.map((point, index) => {
        const bar = point.value === null || point.key === null ? 0 : point.value * scale;
        const tone = chosen.size === 0 ? 'plain' : chosen.has(point.key ?? '') ? 'on' : 'off';
        return (
          <g key={point.key ?? 'not-known'} transform={`translate(0 ${index * ROW})`} data-tone={tone}>
            <text x={LEFT - 8} y={ROW / 2} dominantBaseline="central" textAnchor="end">
              {fitted(point.label, FONT, LEFT - 8)}
            </text>
            <rect className="report-bar" x={LEFT} y={3} width={bar} height={ROW - 6} />
            <text className="report-value" x={LEFT + bar + 6} y={ROW / 2} dominantBaseline="central">
              {point.value === null ? MARKS[point.mark ?? 'u'].short : formatNumber(point.value, series.type)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

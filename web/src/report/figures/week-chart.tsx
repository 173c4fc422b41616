import type { Mark } from '#core/model/result.ts';
import { breaksOf, classOf, colourOf } from '../../map/classes.ts';
import { RAMP_FILLS } from '../../theme/ramp.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const LEFT = 44;
const CELL = 28;
const ROW = 26;
const TOP = 20;
const EVERY = 3;

/** Hours across, days down; darker = more, and the number of each is in the table. */
export function WeekChart({
  week,
  label,
}: {
  readonly week: readonly (readonly (number | Mark)[])[];
  readonly label: string;
}) {
  const numbers = week.flat().filter((cell) => typeof cell === 'number');
  const breaks = breaksOf(numbers);
  return (
    <svg
      className="report-chart"
      viewBox={`0 0 ${LEFT + 24 * CELL + 4} ${TOP + 7 * ROW}`}
      role="img"
      aria-label={label}
    >
      {Array.from({ length: 24 / EVERY }, (_, index) => index * EVERY).map((hour) => (
        <text key={hour} className="report-axis" x={LEFT + hour * CELL} y={13}>
          {`${String(hour).padStart(2, '0')}:00`}
        </text>
      ))}
      {week.map((cells, day) => (
        <g key={DAYS[day]} transform={`translate(0 ${TOP + day * ROW})`}>
          <text className="report-axis" x={LEFT - 8} y={ROW / 2} dominantBaseline="central" textAnchor="end">
            {DAYS[day]}
          </text>
          {cells.map((cell, hour) => {
            const isNumber = typeof cell === 'number';
            const fill = isNumber
              ? RAMP_FILLS[colourOf(classOf(cell, breaks), breaks.length + 1)]
              : 'var(--gap)';
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is the hour
              <g key={hour}>
                <rect
                  className="report-cell"
                  x={LEFT + hour * CELL}
                  width={CELL - 2}
                  height={ROW - 2}
                  fill={fill}
                />
                {!isNumber && (
                  <text className="report-axis" x={LEFT + hour * CELL + 10} y={ROW / 2 + 3}>
                    {cell}
                  </text>
                )}
              </g>
            );
          })}
        </g>
      ))}
    </svg>
  );
}

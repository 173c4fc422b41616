// biome-ignore-all lint/a11y/useSemanticElements: the role of a group, which a drawing has no element for
// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: text of a drawing cannot take the focus
import { area, line } from 'd3-shape';
import { formatShort } from '../format/number.ts';
import { monthLabel } from '../state/month.ts';
import { pointWords } from './line.tsx';
import { Reader } from './reader.tsx';
import { linear } from './scale.ts';
import type { MonthPoint } from './series.ts';
import { useSize } from './size.ts';
import { fitted } from './text-width.ts';

export type Multiple = {
  readonly key: string;
  readonly label: string;
  readonly points: readonly MonthPoint[];
};

type Props = {
  readonly multiples: readonly Multiple[];
  readonly type: 'integer' | 'number';
  readonly axis: string;
  readonly provisional: ReadonlySet<string>;
  /** Whether they stand beside another card: at most three in a row, and one row is as high as two. */
  readonly isBeside?: boolean;
};

const HEIGHT = 112;
const TOP = 40;
const BOTTOM = 20;
const GAP = 22;
const LEAST_WIDTH = 118;
const ROW_GAP = 14;
const EDGE = 4;
const BESIDE = 3;
const LEAST_TALL = 200;

/** Small lines side by side on one scale that starts at zero; a line stops where nothing was supplied. */
export function Multiples({ multiples, type, axis, provisional, isBeside = false }: Props) {
  const { ref, size } = useSize<HTMLDivElement>({ width: 900, height: 130 });
  const fitting = Math.max(1, Math.floor((size.width + GAP) / (LEAST_WIDTH + GAP)));
  const rows = Math.max(1, Math.ceil(multiples.length / (isBeside ? Math.min(BESIDE, fitting) : fitting)));
  const columns = Math.max(1, Math.ceil(multiples.length / rows));
  const width = (size.width - EDGE * 2 - GAP * (columns - 1)) / columns;
  const height = isBeside && rows === 1 && width >= LEAST_TALL ? HEIGHT * 2 + ROW_GAP : HEIGHT;
  const most = Math.max(0, ...multiples.flatMap(({ points }) => points.map(({ value }) => value ?? 0)));
  const y = linear([0, most || 1], [height - BOTTOM, TOP]);
  return (
    <div className="chart-scroll" ref={ref}>
      <svg
        className="chart multiples"
        width={size.width}
        height={rows * (height + ROW_GAP) - ROW_GAP}
        role="group"
        aria-label={axis}
      >
        {multiples.map((multiple, index) => (
          <g
            key={multiple.key}
            transform={`translate(${EDGE + (index % columns) * (width + GAP)} ${Math.floor(index / columns) * (height + ROW_GAP)})`}
          >
            <One {...{ multiple, width, height, y, type, provisional }} />
          </g>
        ))}
      </svg>
    </div>
  );
}

type OneProps = Pick<Props, 'type' | 'provisional'> & {
  readonly multiple: Multiple;
  readonly width: number;
  readonly height: number;
  readonly y: (value: number) => number;
};

function One({ multiple: { label, points }, width, height, y, type, provisional }: OneProps) {
  const x = linear([0, Math.max(1, points.length - 1)], [0, width]);
  const known = (point: MonthPoint) => point.value !== null;
  const drawn = line<MonthPoint>(
    (_, i) => x(i),
    (point) => y(point.value ?? 0),
  ).defined(known);
  const filled = area<MonthPoint>(
    (_, i) => x(i),
    y(0),
    (point) => y(point.value ?? 0),
  ).defined(known);
  const last = points.findLastIndex(known);
  const latest = points[last]?.value ?? null;
  const half = points.length > 1 ? (x(1) - x(0)) / 2 : width / 2;
  return (
    <>
      <text className="multiple-name" x={0} y={12}>
        {fitted(label, 14, width - 44)}
      </text>
      {points.map(({ month, value, mark }, i) =>
        value === null ? (
          <rect
            key={month}
            className="gap"
            data-mark={mark ?? 'u'}
            x={x(i) - half}
            width={half * 2}
            y={TOP}
            height={height - BOTTOM - TOP}
          />
        ) : null,
      )}
      <path className="month-area" d={filled([...points]) ?? ''} />
      <line className="base" x1={0} x2={width} y1={y(0)} y2={y(0)} />
      <path className="month-line" d={drawn([...points]) ?? ''} />
      {latest !== null && (
        <>
          <circle
            className={provisional.has(points[last]?.month ?? '') ? 'month-open' : 'month-dot'}
            cx={x(last)}
            cy={y(latest)}
            r={3}
          />
          <text className="axis-text" x={width} y={12} textAnchor="end">
            {formatShort(latest)}
          </text>
        </>
      )}
      <text className="axis-text" x={0} y={height - 5}>
        {monthLabel(points[0]?.month ?? '')}
      </text>
      <text className="axis-text" x={width} y={height - 5} textAnchor="end">
        {monthLabel(points.at(-1)?.month ?? '')}
      </text>
      <Reader
        label={`Read the numbers: ${label}`}
        count={points.length}
        x={x}
        yOf={(i) => (points[i]?.value === null ? null : y(points[i]?.value ?? 0))}
        textOf={(i) => pointWords(points[i], type, provisional)}
        box={{ top: TOP, bottom: height - BOTTOM, left: 0, right: width }}
        over={null}
      />
    </>
  );
}

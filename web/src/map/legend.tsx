import { useId } from 'react';
import type { Mark } from '#core/model/result.ts';
import { formatEdge, formatNumber, formatShort, MARKS } from '../format/number.ts';
import { useTheme } from '../theme/theme.ts';
import { classLabels } from './classes.ts';
import { forTheme, LIGHT_THEME } from './colours.ts';
import { PaperPatterns } from './paper-patterns.tsx';
import type { DrawnMap } from './shape.ts';

type Props = {
  readonly drawn: DrawnMap;
  readonly title: string;
  /** The smallest number of records that a number is shown of. */
  readonly minimumCount: number;
  /** How the classes are cut, for the line under them: `Quantiles`; none = no line. */
  readonly method?: string;
  /** What the map is made of, many of them: `boroughs`. */
  readonly places?: string;
  /** Whether the map beside it keeps light colours in a dark theme, as `SvgMap` does. */
  readonly onPaper?: boolean;
  /** What else is to be known of the map, a sentence. */
  readonly note?: string;
  /** Cuts the classes anew for the numbers that are shown; null = they are cut for these. */
  readonly onRescale?: (() => void) | null;
};

const OTHERS: readonly Mark[] = ['c', 'h', 'u'];
const PATTERNS: Readonly<Partial<Record<Mark, string>>> = { x: 'hatch', c: 'dots', h: 'grid' };

/** How edges of classes are written: short where they are large. */
export function edgeFormat(breaks: readonly number[]): (value: number) => string {
  const most = Math.max(0, ...breaks.map(Math.abs));
  return (value) => (most >= 100_000 ? formatShort(value) : formatEdge(value));
}

/** The strip under the map: classes with their ranges, what has no class, then how the classes are made. */
export function Legend({
  onPaper = false,
  drawn,
  title,
  minimumCount,
  method,
  places = 'areas',
  note = '',
  onRescale = null,
}: Props) {
  const labels = classLabels(drawn.breaks, edgeFormat(drawn.breaks));
  const some = drawn.areas.some(({ value }) => value !== null);
  const isDark = useTheme() === 'dark' && !onPaper;
  return (
    <div className="legend">
      <p className="legend-title">{title}</p>
      {some && (
        <ul className="legend-classes" aria-label={`Classes of ${title.toLowerCase()}`}>
          {labels.map((label, index) => (
            <li key={label}>
              <svg className="swatch" aria-hidden="true">
                <rect width="100%" height="100%" fill={forTheme(drawn.colours[index] ?? 'none', isDark)} />
              </svg>
              <span>{label}</span>
            </li>
          ))}
        </ul>
      )}
      <OtherMarks marks={drawn.areas.map(({ mark }) => mark)} minimumCount={minimumCount} onPaper={onPaper} />
      {method !== undefined && (
        <p className="legend-how">
          {howWords(drawn, method, places)}
          {onRescale !== null && (
            <>
              {crowdWords(drawn)}{' '}
              <button type="button" className="link" onClick={onRescale}>
                Rescale
              </button>
            </>
          )}{' '}
          {note}
        </p>
      )}
    </div>
  );
}

/** `Quantiles, 6 classes, N = 33 boroughs.`, and how many numbers lie outside what the classes were made for. */
export function howWords(drawn: DrawnMap, method: string, places: string): string {
  const numbers = drawn.areas.filter(({ value }) => value !== null).length;
  if (numbers === 0) return `None of the ${places} has a number.`;
  const classes = drawn.breaks.length + 1;
  const line = `${method}, ${classes} ${classes === 1 ? 'class' : 'classes'}, N = ${formatNumber(numbers)} ${places}.`;
  if (drawn.outside === 0 || drawn.range === null) return line;
  const format = edgeFormat(drawn.range);
  return `${line} Classes were made for numbers from ${format(drawn.range[0])} to ${format(drawn.range[1])}; ${formatNumber(drawn.outside)} now ${drawn.outside === 1 ? 'lies' : 'lie'} outside.`;
}

/** What is said of records whose area is not known; empty where there are none. */
export function unknownWords(unknown: DrawnMap['unknown'], type: 'integer' | 'number'): string {
  if (unknown === null) return '';
  return unknown.value === null
    ? 'What has no known area is not on the map.'
    : `Area not known: ${formatNumber(unknown.value, type)}, not on the map.`;
}

const OF_THEME = { paper: 'var(--pattern-paper)', ink: 'var(--pattern-ink)' } as const;
const CROWDED = 0.8;

/** How many areas have fallen into one class, where that is most of them: the breaks no longer tell them apart. */
function crowdWords({ areas, breaks }: DrawnMap): string {
  const sizes = new Map<number, number>();
  for (const area of areas) if (area.class !== null) sizes.set(area.class, (sizes.get(area.class) ?? 0) + 1);
  const all = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const most = Math.max(0, ...sizes.values());
  if (breaks.length === 0 || most < CROWDED * all) return '';
  return ` ${formatNumber(most)} of ${formatNumber(all)} are in one class.`;
}

type OtherProps = {
  readonly marks: readonly (Mark | null)[];
  readonly minimumCount: number;
  readonly onPaper?: boolean;
};

/** Swatches for areas without a number; not supplied stands there always. */
export function OtherMarks({ marks, minimumCount, onPaper = false }: OtherProps) {
  const id = useId().replaceAll(/[^a-zA-Z0-9]/g, '');
  const found = new Set(marks);
  const shown: readonly Mark[] = ['x', ...OTHERS.filter((mark) => found.has(mark))];
  return (
    <ul className="legend-others">
      {shown.map((mark, index) => (
        <li key={mark} data-used={found.has(mark)}>
          <svg className="swatch swatch-small" aria-hidden="true">
            {index === 0 && (onPaper ? <PaperPatterns id={id} /> : <PaperPatterns id={id} {...OF_THEME} />)}
            <rect
              width="100%"
              height="100%"
              fill={
                PATTERNS[mark] === undefined
                  ? onPaper
                    ? LIGHT_THEME.unknown
                    : 'var(--unknown)'
                  : `url(#${id}-${PATTERNS[mark]})`
              }
            />
          </svg>
          <span>{mark === 'c' && minimumCount > 1 ? `Fewer than ${minimumCount}` : MARKS[mark].short}</span>
        </li>
      ))}
    </ul>
  );
}

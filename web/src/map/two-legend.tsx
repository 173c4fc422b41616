import { type DrawnTwo, twoWords } from './bivariate.ts';
import { BIVARIATE } from './colours.ts';
import { edgeFormat, OtherMarks } from './legend.tsx';

type Props = {
  readonly drawn: DrawnTwo;
  readonly labels: readonly [string, string];
  readonly places: string;
  readonly minimumCount: number;
  readonly onRescale: (() => void) | null;
};

const SIDE = 22;

/** The square of nine classes with what each side means, and each class in words with how many areas are in it. */
export function TwoLegend({ drawn, labels, places, minimumCount, onRescale }: Props) {
  const counts = BIVARIATE.map((_, place) => drawn.areas.filter((area) => area.class === place).length);
  const numbers = drawn.areas.filter((area) => area.class !== null).length;
  const label = BIVARIATE.map((_, place) => `${twoWords(place, labels)}: ${counts[place]} ${places}`).join(
    '; ',
  );
  const thirds = (breaks: readonly number[]) => breaks.map(edgeFormat(breaks)).join(' and ');
  return (
    <div className="legend legend-two">
      <svg
        className="legend-square"
        viewBox={`0 0 ${SIDE * 3} ${SIDE * 3}`}
        width={SIDE * 3}
        height={SIDE * 3}
        role="img"
        aria-label={`Classes by two measures. ${label}`}
      >
        {BIVARIATE.map((colour, place) => (
          <rect
            key={colour}
            x={(place % 3) * SIDE}
            y={(2 - Math.floor(place / 3)) * SIDE}
            width={SIDE}
            height={SIDE}
            fill={colour}
            stroke="#7d8892"
            strokeWidth={0.6}
          >
            <title>{`${twoWords(place, labels)}: ${counts[place]} ${places}`}</title>
          </rect>
        ))}
      </svg>
      <dl className="legend-axes">
        <div>
          <dt>↑ {labels[1]}</dt>
          <dd>thirds at {thirds(drawn.cuts[1].breaks)}</dd>
        </div>
        <div>
          <dt>→ {labels[0]}</dt>
          <dd>thirds at {thirds(drawn.cuts[0].breaks)}</dd>
        </div>
      </dl>
      <OtherMarks marks={drawn.areas.map(({ mark }) => mark)} minimumCount={minimumCount} />
      <p className="legend-how">
        Thirds of each measure, nine classes, N = {numbers} {places}.
        {onRescale !== null && (
          <>
            {' '}
            <button type="button" className="link" onClick={onRescale}>
              Rescale
            </button>
          </>
        )}
      </p>
    </div>
  );
}

import { Link } from 'wouter';
import { formatNumber, MARKS } from '../format/number.ts';
import { ScrollBox } from '../shell/scroll-box.tsx';
import type { Choice } from '../state/catalogue.ts';
import { type Exploration, type Near, withValues } from '../state/exploration.ts';
import { lowerFirst } from '../state/grouping.ts';
import { exploreAddress, ringAreas } from './nearby-state.ts';
import { distanceText } from './place-words.ts';
import type { KindRow, Value } from './ring-answers.ts';

type Props = {
  readonly choice: Choice;
  readonly exploration: Exploration;
  readonly radii: readonly number[];
  readonly totals: readonly (Value | null)[];
  readonly whole: Value | null;
  readonly rows: readonly KindRow[];
};

/** A number as people read it, or what its mark means. */
export function ValueText({ value }: { readonly value: Value | null }) {
  if (value === null) return <span className="hint">…</span>;
  if (typeof value === 'number') return <>{formatNumber(value)}</>;
  return (
    <abbr title={MARKS[value].long}>
      {value}
      <span className="visually-hidden"> ({MARKS[value].short})</span>
    </abbr>
  );
}

export function ringName(radii: readonly number[], index: number): string {
  const radius = radii[index] ?? 0;
  return index === 0
    ? `Within ${distanceText(radius)}`
    : `${distanceText(radii[index - 1] ?? 0)} to ${distanceText(radius)}`;
}

/** One ring as the explorer asks for it: without what lies in those inside. */
function ringNear({ lat, lon }: Near, radii: readonly number[], index: number): Near {
  const [metres = 0, beyond] = [radii[index], radii[index - 1]];
  return beyond === undefined ? { lat, lon, metres } : { lat, lon, metres, beyond };
}

/** Categories across rings, each cell with its number and a bar on one scale; links open each ring in the explorer. */
export function RingTable({ choice, exploration, radii, totals, whole, rows }: Props) {
  const near = exploration.near;
  const most = Math.max(
    1,
    ...rows.flatMap(({ values }) => values.map((value) => (typeof value === 'number' ? value : 0))),
  );
  const areas = ringAreas(radii);
  const noun = choice.noun.many;
  return (
    <ScrollBox className="scroll-x" label="By ring and category, scrolls sideways">
      <table className="ring-table">
        <caption className="visually-hidden">
          {choice.category?.label ?? noun} by ring; each ring without those inside it
        </caption>
        <thead>
          <tr>
            <th scope="col">{choice.category?.label ?? 'All'}</th>
            {radii.map((radius, index) => (
              <th scope="col" key={radius}>
                {ringName(radii, index)}
                {near !== null && (
                  <>
                    <br />
                    <Link href={exploreAddress(exploration, { near: ringNear(near, radii, index) })}>
                      Explore
                      <span className="visually-hidden">
                        {index === 0 ? ' the circle ' : ' the ring '}
                        {lowerFirst(ringName(radii, index))}
                      </span>
                    </Link>
                  </>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className="ring-total">
            <th scope="row">All {noun}</th>
            {totals.map((value, index) => (
              <td key={radii[index]} data-value={value ?? ''}>
                <ValueText value={value} />
              </td>
            ))}
          </tr>
          <tr className="ring-density">
            <th scope="row">Per km²</th>
            {totals.map((value, index) => (
              <td key={radii[index]}>
                {typeof value === 'number' ? (
                  formatNumber(value / (areas[index] ?? 1), 'number')
                ) : (
                  <ValueText value={value} />
                )}
                <span className="hint"> of {formatNumber(areas[index] ?? 0, 'number')} km²</span>
              </td>
            ))}
          </tr>
          {rows.map((row) => (
            <tr key={row.code ?? ''}>
              <th scope="row">
                {row.code === null || choice.category === null ? (
                  row.label
                ) : (
                  <Link href={exploreAddress(withValues(exploration, choice.category.name, [row.code]))}>
                    {row.label}
                  </Link>
                )}
              </th>
              {row.values.map((value, index) => (
                <td key={radii[index]} data-value={value ?? ''}>
                  <span className="ring-cell">
                    <span className="ring-bar" aria-hidden="true">
                      <span
                        style={{ width: `${typeof value === 'number' ? (100 * value) / most : 0}%` }}
                        data-any={typeof value === 'number' && value > 0}
                      />
                    </span>
                    <span className="ring-number">
                      <ValueText value={value} />
                    </span>
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Whole circle</th>
            <td colSpan={radii.length} data-value={whole ?? ''}>
              <ValueText value={whole} /> {noun}
            </td>
          </tr>
        </tfoot>
      </table>
    </ScrollBox>
  );
}

import { Link } from 'wouter';
import { CHANCE_NOTE, chanceText, changeOf, differenceText, percentText } from '../compare/change.ts';
import { formatNumber, formatPercent } from '../format/number.ts';
import { ScrollBox } from '../shell/scroll-box.tsx';
import { isControlled } from '../state/access.ts';
import type { Choice } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import { addMonths, type Month, monthLabel, periodLabel } from '../state/month.ts';
import { exploreAddress } from './nearby-state.ts';
import { onlyValue, type RingAnswers, ringValues, type Value } from './ring-answers.ts';
import { ringName, ValueText } from './ring-table.tsx';
import type { PlaceWithin } from './types.ts';

type Props = {
  readonly choice: Choice;
  readonly exploration: Exploration;
  readonly period: { readonly from: Month; readonly to: Month };
  readonly radii: readonly number[];
  readonly answers: RingAnswers;
};

const NAMED = 3;

/** Months that were not supplied within either window; they make the two unlike. */
function missingOf(answers: RingAnswers): readonly Month[] {
  const coverage = [answers.rings, answers.before].flatMap(({ data }) => data?.result.coverage ?? []);
  return [...new Set(coverage.flatMap(({ missingMonths }) => missingMonths))].sort();
}

/** Each ring beside itself a year before: both windows, both counts, the change and whether chance makes as much. */
export function YearBefore({ choice, period, radii, answers }: Props) {
  const windowBefore = { from: addMonths(period.from, -12), to: addMonths(period.to, -12) };
  const isPublished = choice.bounds !== null && windowBefore.from >= choice.bounds.from;
  const missing = missingOf(answers);
  const windows = `${periodLabel(period.from, period.to)} against ${periodLabel(windowBefore.from, windowBefore.to)}`;
  if (!isPublished)
    return (
      <p>
        There is nothing to compare with: nothing was published for all of{' '}
        {periodLabel(windowBefore.from, windowBefore.to)}. Choose a later period.
      </p>
    );
  const now = ringValues(answers.rings.data, radii);
  const before = ringValues(answers.before.data, radii);
  const isExact = !isControlled(choice.access);
  const number = (value: Value | null | undefined) => (typeof value === 'number' ? value : null);
  return (
    <>
      <p>{windows}</p>
      {missing.length > 0 && (
        <p className="coverage-note">
          The two windows are not alike: {missing.slice(0, NAMED).map(monthLabel).join(', ')}
          {missing.length > NAMED && ` and ${missing.length - NAMED} more months`} were not supplied in full,
          so no change is worked out.
        </p>
      )}
      <ScrollBox className="scroll-x" label="Each ring and the year before, scrolls sideways">
        <table className="year-table">
          <caption className="visually-hidden">Each ring and the same ring a year before: {windows}</caption>
          <thead>
            <tr>
              <th scope="col">Ring</th>
              <th scope="col" className="number">
                Now
              </th>
              <th scope="col" className="number">
                Year before
              </th>
              <th scope="col" className="number">
                Change
              </th>
              <th scope="col">Chance</th>
            </tr>
          </thead>
          <tbody>
            {radii.map((radius, index) => {
              const change =
                missing.length > 0 ? null : changeOf(number(now[index]), number(before[index]), isExact);
              return (
                <tr key={radius}>
                  <th scope="row">{ringName(radii, index)}</th>
                  <td className="number">
                    <ValueText value={now[index] ?? null} />
                  </td>
                  <td className="number">
                    <ValueText value={before[index] ?? null} />
                  </td>
                  <td className="number">
                    {change === null
                      ? '–'
                      : `${differenceText(change)} (${change.percent === null ? 'too few for a per cent' : percentText(change)})`}
                  </td>
                  <td>{change === null ? '–' : chanceText(change)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollBox>
      <p className="hint">{CHANCE_NOTE}</p>
    </>
  );
}

/** The circle beside the borough that its middle is in: how many per square kilometre, and which share. */
export function BoroughComparison({
  choice,
  exploration,
  radii,
  answers,
  borough,
  source,
}: Props & { readonly borough: PlaceWithin; readonly source: string }) {
  const whole = onlyValue(answers.total.data);
  const all = onlyValue(answers.borough?.data);
  const inside = onlyValue(answers.inside?.data);
  const radius = radii.at(-1) ?? 0;
  const circleKm2 = (Math.PI * radius ** 2) / 1e6;
  const boroughKm2 = borough.squareMetres / 1e6;
  const per = (value: Value | null, km2: number) =>
    typeof value === 'number' ? formatNumber(value / km2, 'number') : <ValueText value={value} />;
  const isExact = !isControlled(choice.access);
  const share =
    isExact && typeof inside === 'number' && typeof all === 'number' && all > 0
      ? formatPercent((100 * inside) / all)
      : null;
  return (
    <>
      <ScrollBox className="scroll-x" label="The circle and the borough, scrolls sideways">
        <table className="year-table">
          <caption className="visually-hidden">The circle and {borough.name}</caption>
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col" className="number">
                {choice.noun.many.charAt(0).toUpperCase() + choice.noun.many.slice(1)}
              </th>
              <th scope="col" className="number">
                km²
              </th>
              <th scope="col" className="number">
                Per km²
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">The circle</th>
              <td className="number">
                <ValueText value={whole} />
              </td>
              <td className="number">{formatNumber(circleKm2, 'number')}</td>
              <td className="number">{per(whole, circleKm2)}</td>
            </tr>
            <tr>
              <th scope="row">
                <Link href={exploreAddress(exploration, { near: null, areas: [borough.code] })}>
                  {borough.name}
                </Link>
              </th>
              <td className="number">
                <ValueText value={all} />
              </td>
              <td className="number">{formatNumber(boroughKm2, 'number')}</td>
              <td className="number">{per(all, boroughKm2)}</td>
            </tr>
          </tbody>
        </table>
      </ScrollBox>
      <p>
        {share === null ? (
          isExact ? (
            'No share can be worked out.'
          ) : (
            'Numbers are protected, so no share is worked out of them.'
          )
        ) : (
          <>
            <b>{share}</b> of {borough.name}’s {choice.noun.many} lie within the circle:{' '}
            <ValueText value={inside} /> of <ValueText value={all} />.
          </>
        )}
      </p>
      <p className="hint">
        {borough.name}: {source}, {formatNumber(boroughKm2, 'number')} km² with its parks and water. A circle
        may reach into other boroughs; the share counts only what is in both.
      </p>
    </>
  );
}

import { useId } from 'react';
import { denominatorLabel } from '#core/query/rate-label.ts';
import { type Reference, useReferences, yearsText } from '../api/references.ts';
import { formatNumber } from '../format/number.ts';
import { levelLabel, lowerFirst, upperFirst } from '../state/grouping.ts';
import { PERS, partsOf, type RateChoice, rateOf } from '../state/rate.ts';

type Props = { readonly rate: RateChoice; readonly onChange: (next: RateChoice) => void };

/** Where a rate by this denominator says little, in a sentence; null where it says as much everywhere. */
function smallAreasText({ name, small }: Pick<Reference, 'name' | 'small'>): string | null {
  if (small.length === 0) return null;
  const named = small.map((area) => `${area.name} (${formatNumber(area.value)})`).join(', ');
  const what = denominatorLabel(name);
  return `Few ${what} in ${named}, far fewer than elsewhere: a rate there misleads, because most people in it are not counted below the line.`;
}

/** What a rate is divided by, where that comes from, and where it misleads. */
export function RateEditor({ rate, onChange }: Props) {
  const ids = { of: useId(), per: useId(), over: useId(), hint: useId() };
  const denominators = useReferences();
  const { per, denominator, annualised } = partsOf(rate);
  const items = denominators.data ?? [];
  const chosen = items.find(({ name }) => name === denominator);
  const names =
    chosen === undefined ? [...items.map(({ name }) => name), denominator] : items.map(({ name }) => name);
  const warning = chosen === undefined ? null : smallAreasText(chosen);
  const set = (change: Partial<ReturnType<typeof partsOf>>) =>
    onChange(rateOf({ per, denominator, annualised, ...change }));
  return (
    <>
      <div className="two">
        <div className="field">
          <label htmlFor={ids.per}>Per</label>
          <select
            id={ids.per}
            value={per}
            onChange={(event) =>
              set({ per: PERS.find((one) => one === Number(event.target.value)) ?? 1_000 })
            }
          >
            {PERS.map((one) => (
              <option key={one} value={one}>
                {formatNumber(one)}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={ids.of}>Of</label>
          <select
            id={ids.of}
            value={denominator}
            aria-describedby={ids.hint}
            onChange={(event) => set({ denominator: event.target.value })}
          >
            {names.map((name) => (
              <option key={name} value={name}>
                {upperFirst(denominatorLabel(name))}
              </option>
            ))}
          </select>
        </div>
      </div>
      <div className="field">
        <label htmlFor={ids.over}>Over</label>
        <select
          id={ids.over}
          value={annualised ? 'year' : 'period'}
          onChange={(event) => set({ annualised: event.target.value === 'year' })}
        >
          <option value="year">A year, whatever the period</option>
          <option value="period">The whole period</option>
        </select>
      </div>
      <p className="hint" id={ids.hint}>
        {denominators.isError
          ? 'The denominators could not be listed; try again later.'
          : chosen === undefined
            ? denominators.isPending
              ? 'Loading the denominators…'
              : 'No table of this name has been loaded; choose another.'
            : `${chosen.source}, ${yearsText(chosen.years)}, by ${lowerFirst(levelLabel(chosen.level))}. Each month takes the nearest year.`}
      </p>
      {warning !== null && (
        <p className="warning-note" role="note">
          {warning}
        </p>
      )}
    </>
  );
}

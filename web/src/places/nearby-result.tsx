import { useState } from 'react';
import { Link } from 'wouter';
import type { AnswerQuery } from '../api/hooks.ts';
import type { GeographySummary } from '../api/types.ts';
import { formatNumber } from '../format/number.ts';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import { controlWords } from '../state/access.ts';
import type { Choice } from '../state/catalogue.ts';
import type { Exploration, Near } from '../state/exploration.ts';
import { type Month, periodLabel } from '../state/month.ts';
import { BoroughComparison, YearBefore } from './comparisons.tsx';
import { exploreAddress } from './nearby-state.ts';
import { distanceText } from './place-words.ts';
import { RecordList } from './record-list.tsx';
import { kindRows, onlyValue, type RingAnswers, ringValues, useRingAnswers } from './ring-answers.ts';
import { RingMap } from './ring-map.tsx';
import { RingTable, ringName } from './ring-table.tsx';
import type { FoundPlace } from './types.ts';

type Props = {
  readonly choice: Choice;
  readonly exploration: Exploration;
  readonly near: Near;
  readonly period: { readonly from: Month; readonly to: Month };
  readonly radii: readonly number[];
  readonly title: string;
  readonly place: FoundPlace | undefined;
  readonly geographies: readonly GeographySummary[];
};

const FEW_AREAS = 100;

function failedOf(answers: RingAnswers): AnswerQuery | undefined {
  return (
    [answers.rings, answers.total, answers.kinds].find((answer) => answer?.isError === true) ?? undefined
  );
}

/** Everything that is known of the circle; each number is the answer to a query that can be opened. */
export function NearbyResult({ choice, exploration, near, period, radii, title, place, geographies }: Props) {
  const coarse = geographies
    .filter(({ current, areaCount }) => current && areaCount <= FEW_AREAS)
    .sort((a, b) => a.areaCount - b.areaCount);
  const borough = place?.within.find(({ level }) => level === coarse[0]?.level) ?? null;
  const answers = useRingAnswers({ choice, exploration, period, radii, borough: borough?.code ?? null });
  const state = { ...exploration, ...period };
  const failed = failedOf(answers);
  if (failed !== undefined)
    return (
      <section className="card">
        <ErrorMessage error={failed.error} retry={() => void failed.refetch()} />
      </section>
    );
  const isWaiting = answers.rings.data === undefined || answers.rings.isPlaceholderData;
  const totals = isWaiting ? radii.map(() => null) : ringValues(answers.rings.data, radii);
  const whole = answers.total.isPlaceholderData ? null : onlyValue(answers.total.data);
  const rows =
    answers.kinds === null || answers.kinds.isPlaceholderData ? [] : kindRows(answers.kinds.data, radii);
  const notes = [
    ...(answers.rings.data?.result.notes ?? []),
    ...controlWords(choice.access),
    'Places of police records were moved to a point nearby before they were published, so that a ring of less than some 100 m says little.',
    'Rings are measured on the ground as the crow flies; those that reach over water, parks or outside what was supplied have fewer records for it.',
  ];
  const notMapped = answers.rings.data?.result.notMapped;
  return (
    <>
      <section className="card" aria-labelledby="rings" aria-busy={isWaiting}>
        <div className="nearby-head">
          <h2 id="rings">
            {choice.noun.many.charAt(0).toUpperCase() + choice.noun.many.slice(1)} within{' '}
            {distanceText(near.metres)}, {periodLabel(period.from, period.to)}
          </h2>
          <Link className="button" href={exploreAddress(state)}>
            Open in Explore
          </Link>
        </div>
        <p className="visually-hidden" role="status">
          {isWaiting
            ? 'Counting'
            : radii
                .map((_, index) => `${ringName(radii, index)}: ${spoken(totals[index] ?? null)}`)
                .join('; ')}
        </p>
        <div className="nearby-rings">
          <RingMap near={near} radii={radii} name={title} geography={coarse[0]} />
          {isWaiting ? (
            <Loading what="Counting" />
          ) : (
            <RingTable
              choice={choice}
              exploration={state}
              radii={radii}
              totals={totals}
              whole={whole}
              rows={rows}
            />
          )}
        </div>
        {typeof notMapped === 'number' && notMapped > 0 && (
          <p className="coverage-note">
            {formatNumber(notMapped)} more {choice.noun.many} of this period have no place, so that no ring
            has them.
          </p>
        )}
      </section>
      <div className="nearby-pair">
        <section className="card" aria-labelledby="year-before">
          <h2 id="year-before">The same rings a year before</h2>
          {answers.before.isError ? (
            <ErrorMessage error={answers.before.error} retry={() => void answers.before.refetch()} />
          ) : answers.before.data === undefined || answers.before.isPlaceholderData || isWaiting ? (
            <Loading what="Counting the year before" />
          ) : (
            <YearBefore {...{ choice, exploration: state, period, radii, answers }} />
          )}
        </section>
        <section className="card" aria-labelledby="borough">
          <h2 id="borough">{borough === null ? 'The area around' : `Beside ${borough.name}`}</h2>
          {borough === null ? (
            <p>
              {place === undefined
                ? 'Looking up where the place is…'
                : 'The place is in no area that is known.'}
            </p>
          ) : (
            <BoroughComparison
              {...{ choice, exploration: state, period, radii, answers, borough }}
              source={coarse[0]?.title ?? borough.level}
            />
          )}
        </section>
      </div>
      <Records choice={choice} state={state} />
      <section className="card" aria-labelledby="nearby-notes">
        <h2 id="nearby-notes">What to bear in mind</h2>
        <ul className="bullets">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
          {place !== undefined && <li>{`Position: ${near.lat}, ${near.lon}.`}</li>}
        </ul>
      </section>
    </>
  );
}

function spoken(value: number | string | null): string {
  return typeof value === 'number' ? formatNumber(value) : (value ?? 'not known');
}

/** Asked for only when somebody wants them: to list records is more than to count them. */
function Records({ choice, state }: { readonly choice: Choice; readonly state: Exploration }) {
  const [shown, setShown] = useState(false);
  return (
    <section className="card" aria-labelledby="nearby-records">
      <h2 id="nearby-records">Records</h2>
      {shown ? (
        <RecordList choice={choice} state={state} />
      ) : (
        <p>
          <button type="button" className="button" onClick={() => setShown(true)}>
            List the latest records
          </button>
        </p>
      )}
    </section>
  );
}

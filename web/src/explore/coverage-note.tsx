import type { QueryResult } from '#core/model/result.ts';
import { counted, formatDate } from '../format/number.ts';
import { monthLabel, periodLabel } from '../state/month.ts';

const MOST = 12;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST).join(', ');
  return names.length > MOST ? `${shown} and ${names.length - MOST} more` : shown;
}

type Props = { readonly result: QueryResult; readonly titleOf: (dataset: string) => string };

/** What was supplied and what was not, dataset by dataset, and which publication the numbers come from. */
export function CoverageNote({ result, titleOf }: Props) {
  return (
    <div className="coverage-note">
      {result.coverage.map((coverage) => {
        const publication = result.publications.find((other) => other.dataset === coverage.dataset);
        return (
          <div key={coverage.dataset}>
            <p>
              <b>{titleOf(coverage.dataset)}</b>:{' '}
              {coverage.from === null || coverage.to === null
                ? 'nothing was supplied for this period.'
                : `supplied for ${periodLabel(coverage.from, coverage.to)}.`}
              {publication !== undefined && ` Published ${formatDate(publication.publishedAt)}.`}
            </p>
            {coverage.missingMonths.length > 0 && (
              <p>
                {counted(coverage.missingMonths.length, { one: 'month', many: 'months' })} not supplied:{' '}
                {listed(coverage.missingMonths.map(monthLabel))}.
              </p>
            )}
            {coverage.missingAreas.length > 0 && (
              <p>
                {counted(coverage.missingAreas.length, { one: 'area', many: 'areas' })} not supplied:{' '}
                {listed(coverage.missingAreas.map((area) => area.name))}.
              </p>
            )}
          </div>
        );
      })}
      {result.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </div>
  );
}

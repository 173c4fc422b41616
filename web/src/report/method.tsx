import { useAnswer } from '../api/hooks.ts';
import { CoverageNote } from '../explore/coverage-note.tsx';
import { MARKS } from '../format/number.ts';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import { controlWords } from '../state/access.ts';
import { COUNT, specOf } from '../state/spec.ts';
import { addressOf } from './address.ts';
import { settled } from './figures/figure.tsx';
import { useSubject } from './subject.ts';

/** Where the numbers of every part that was made of one address come from. */
export function SourceNote({ search, number }: { readonly search: string; readonly number: number }) {
  const subject = useSubject(search);
  const spec =
    subject === null ? null : specOf(subject.choice, subject.state, { groupBy: [], measures: [COUNT] });
  const query = useAnswer(spec);
  const answer = settled(query);
  const address = addressOf(search, globalThis.location.origin);
  return (
    <section className="report-source" aria-labelledby={`source-${number}`}>
      <h3 id={`source-${number}`} tabIndex={-1}>
        Source {number}: {subject?.heading ?? 'loading'}
      </h3>
      {query.isError && <ErrorMessage error={query.error} />}
      {answer === undefined ? (
        !query.isError && <Loading what="Asking for the source" />
      ) : (
        <>
          <p>{answer.words}.</p>
          <CoverageNote result={answer.result} titleOf={(id) => subject?.titleOf(id) ?? id} />
        </>
      )}
      {subject?.rules.map((rule) => (
        <p key={rule}>{rule}</p>
      ))}
      {subject !== null && controlWords(subject.choice.access).map((line) => <p key={line}>{line}</p>)}
      <p className="report-address">
        Opens again at <a href={address}>{address}</a>
      </p>
    </section>
  );
}

/** What the numbers and the letters mean, whatever the report shows. */
export function MethodNote() {
  return (
    <section className="report-part report-method" aria-labelledby="method">
      <h2 id="method">How to read this report</h2>
      <p>
        A count is the number of records that fit the query. A rate is that number for every 1,000 residents
        and a year: over a period of several years it is divided by their number. Where an average, a sum or a
        number of different values is shown, it is of the field that is named. Bars and lines start at zero;
        the colours of a map hold about the same number of areas each.
      </p>
      <p>
        Records whose place or time is not known well enough for a filter are counted as not mapped. Nothing
        is drawn where nothing was supplied: a gap is hatched and is not zero.
      </p>
      <dl className="report-marks">
        <div>
          <dt>0</dt>
          <dd>None. Data was supplied and no record fits.</dd>
        </div>
        {(['c', 'x', 'h', 'u'] as const).map((mark) => (
          <div key={mark}>
            <dt>{mark}</dt>
            <dd>
              {MARKS[mark].short}. {MARKS[mark].long}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

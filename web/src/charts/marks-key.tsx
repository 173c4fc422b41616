import type { Mark } from '#core/model/result.ts';
import { MARKS } from '../format/number.ts';

/** What a mark means; where small numbers are left out, from which number on they are shown. */
export function markMeaning(mark: Mark, minimumCount: number): string {
  const { short, long } = MARKS[mark];
  return mark === 'c' && minimumCount > 1 ? `${short}: fewer than ${minimumCount}.` : `${short}. ${long}`;
}

type Props = { readonly marks: readonly Mark[]; readonly minimumCount: number };

/** The marks that a result has in place of numbers, and what each says. */
export function MarksKey({ marks, minimumCount }: Props) {
  if (marks.length === 0) return null;
  return (
    <dl className="marks-key">
      {marks.map((mark) => (
        <div key={mark}>
          <dt>{mark}</dt>
          <dd>{markMeaning(mark, minimumCount)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The same on one line, under a chart. */
export function MarksLine({ marks, minimumCount }: Props) {
  if (marks.length === 0) return null;
  return (
    <p className="marks-line">
      {marks.map((mark) => (
        <span key={mark}>
          <b>{mark}</b>{' '}
          {mark === 'c' && minimumCount > 1
            ? `fewer than ${minimumCount}, not shown`
            : MARKS[mark].short.toLowerCase()}
        </span>
      ))}
    </p>
  );
}

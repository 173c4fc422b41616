import type { ReactNode } from 'react';
import type { Mark, QueryResult } from '#core/model/result.ts';
import { MarksKey } from '../charts/marks-key.tsx';
import { formatNumber } from '../format/number.ts';
import { WhyButton } from '../shell/why.tsx';
import { CoverageNote } from './coverage-note.tsx';

type Noun = { readonly one: string; readonly many: string };
type TitleOf = (dataset: string) => string;
export type Telling = {
  readonly noun: Noun;
  readonly titleOf: TitleOf;
  /** The smallest number of records that a number is shown of. */
  readonly minimumCount?: number;
  /** Whether parts add up to their total. */
  readonly adds?: boolean;
  /** Whether the numbers may be taken along. */
  readonly mayCopy?: boolean;
};
/** What stands above a table: how it is laid out, and what copies it where that is allowed. */
export function TableTools({
  tools,
  mayCopy,
  children,
}: {
  readonly tools: ReactNode;
  readonly mayCopy: boolean;
  readonly children: ReactNode;
}) {
  if (!mayCopy && (tools === null || tools === undefined)) return null;
  return (
    <div className="table-tools">
      {tools}
      {mayCopy && children}
    </div>
  );
}

export function NothingFound({ result, ...telling }: Telling & { readonly result: QueryResult }) {
  const isSupplied = result.coverage.some(({ from }) => from !== null);
  return (
    <div className="state">
      <p className="strong">{isSupplied ? 'No records match' : 'Not supplied'}</p>
      <p>
        {isSupplied
          ? 'Data was supplied, and nothing in it fits these filters. Remove a filter to see more.'
          : 'Nobody has delivered data for this period or these areas. Choose another period.'}
      </p>
      <TableFoot result={result} {...telling} />
    </div>
  );
}

/** The marks that a table has, what each says, and what hides numbers. */
export function Explained({
  result,
  marks,
  minimumCount = 1,
  titleOf,
}: Telling & { readonly result: QueryResult; readonly marks: readonly Mark[] }) {
  return (
    <>
      <MarksKey marks={marks} minimumCount={minimumCount} />
      {marks.some((mark) => mark === 'c' || mark === 'h') && (
        <p>
          <WhyButton
            about="suppressed"
            datasets={result.publications.map(({ dataset }) => ({ id: dataset, title: titleOf(dataset) }))}
          >
            Why can’t I see these?
          </WhyButton>
        </p>
      )}
    </>
  );
}

type FootProps = Telling & { readonly result: QueryResult };

export function TableFoot({ result, noun, titleOf, adds = true }: FootProps) {
  const { mapped, notMapped, outsideCoverage } = result;
  const counts = [mapped, notMapped, outsideCoverage].flatMap((count) => (count === 'c' ? [] : [count]));
  const total = counts.length < 3 || !adds ? null : counts.reduce((sum, count) => sum + count);
  const shown = (count: number | 'c') => (count === 'c' ? 'c' : formatNumber(count));
  return (
    <div className="table-foot">
      <p>
        <b>{shown(mapped)}</b> mapped + <b>{shown(notMapped)}</b> not mapped + <b>{shown(outsideCoverage)}</b>{' '}
        outside coverage
        {total === null ? (
          ` ${noun.many}`
        ) : (
          <>
            {' '}
            = <b>{formatNumber(total)}</b> {total === 1 ? noun.one : noun.many}
          </>
        )}
      </p>
      <CoverageNote result={result} titleOf={titleOf} />
    </div>
  );
}

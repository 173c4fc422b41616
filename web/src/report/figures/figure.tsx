import { type ReactNode, useId } from 'react';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { AnswerQuery } from '../../api/hooks.ts';
import { useAnswer } from '../../api/hooks.ts';
import type { Answer } from '../../api/query-run.ts';
import type { CardTable } from '../../charts/card-table.tsx';
import { MarksLine } from '../../charts/marks-key.tsx';
import { marksOf } from '../../charts/series.ts';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import type { FigureItem } from '../draft.ts';
import { paragraphs } from '../draft.ts';
import type { Subject } from '../subject.ts';
import { NumberTable } from './number-table.tsx';

export type FigureProps = {
  readonly item: FigureItem;
  readonly subject: Subject;
  /** The note at the end of the report that says where the numbers come from. */
  readonly source: number;
};

type FrameProps = FigureProps & {
  readonly title: string;
  readonly subtitle: string;
  /** The query, in words; empty until it is known. */
  readonly words: string;
  readonly children: ReactNode;
};

/** One part of the report: its title, what was written about it, what it shows, and where that comes from. */
export function Frame({ item, source, subject, title, subtitle, words, children }: FrameProps) {
  const id = useId();
  const stays = !subject.choice.access.download;
  return (
    <section className="report-part" aria-labelledby={id} data-kind={item.kind} data-stays={stays}>
      <h2 id={id}>{item.title === '' ? title : item.title}</h2>
      <p className="report-subtitle">{subtitle}</p>
      {stays && (
        <p className="report-stays">
          Your profile shows these numbers on the screen and lets none of them be downloaded: they are not
          printed.
        </p>
      )}
      {paragraphs(item.text).map((paragraph) => (
        <p key={paragraph} className="report-text">
          {paragraph}
        </p>
      ))}
      {children}
      <p className="report-caption">
        {words !== '' && `${words}. `}
        <a href={`#source-${source}`}>Source {source}</a>
      </p>
    </section>
  );
}

type ChartProps = FigureProps & {
  readonly title: string;
  readonly subtitle?: string;
  readonly spec: QuerySpec | null;
  /** Why there is none, where `spec` is null. */
  readonly none?: string;
  readonly draw: (answer: Answer) => ReactNode;
  readonly table?: (answer: Answer) => CardTable;
};

/** A part that is made of one answer. */
export function ChartPart({ title, subtitle, spec, none, draw, table, ...part }: ChartProps) {
  const query = useAnswer(spec);
  const answer = settled(query);
  const { item, subject } = part;
  return (
    <Frame {...part} title={title} subtitle={subtitle ?? subject.subtitle} words={answer?.words ?? ''}>
      {spec === null ? (
        <p className="report-text">{none ?? 'This cannot be asked of these datasets.'}</p>
      ) : answer === undefined ? (
        <Waiting query={query} />
      ) : (
        <>
          {draw(answer)}
          <MarksLine marks={marksOf(answer.result)} minimumCount={subject.choice.access.minimumCount} />
          {item.numbers && table !== undefined && (
            <NumberTable table={table(answer)} caption={`${title}, numbers`} />
          )}
        </>
      )}
    </Frame>
  );
}

/** An answer to what is asked now, never to what was asked before. */
export function settled(query: AnswerQuery): Answer | undefined {
  return query.isError || query.isPlaceholderData ? undefined : query.data;
}

export function Waiting({ query }: { readonly query: AnswerQuery }) {
  return query.isError ? (
    <ErrorMessage error={query.error} retry={() => void query.refetch()} />
  ) : (
    <Loading what="Asking for the numbers" />
  );
}

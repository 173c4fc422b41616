import { lazy, Suspense } from 'react';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { AnswerQuery } from '../api/hooks.ts';
import { CardWaiting } from '../charts/card.tsx';
import type { Choice } from '../state/catalogue.ts';
import { listsRecords, PLAIN_LIST, type RecordList, recordColumnsOf } from '../state/records.ts';
import type { TableLayout } from '../state/table.ts';
import { isCrossable } from './cross.ts';
import { CrossResult } from './cross-result.tsx';
import { ResultTable, type Telling } from './result-table.tsx';

type Props = Telling & {
  readonly query: AnswerQuery;
  /** The list of records, where it is chosen; `spec` null = it is not. */
  readonly records: {
    readonly choice: Choice;
    readonly levels: readonly string[];
    readonly spec: QuerySpec | null;
    readonly list: RecordList | null;
  };
  readonly onRecords: (list: RecordList | null) => void;
  readonly layout: TableLayout;
  readonly onLayout: (layout: TableLayout) => void;
};

const RecordsView = lazy(() =>
  import('../record/records-view.tsx').then((module) => ({ default: module.RecordsView })),
);

const LAYOUTS = { list: 'List', cross: 'Cross-table' } as const;

export function TableTab({ query, records, onRecords, layout, onLayout, ...telling }: Props) {
  const { choice, levels, spec, list } = records;
  const answer = query.isError ? undefined : query.data;
  const crossable = answer !== undefined && isCrossable(answer.result);
  const layouts = crossable ? (
    <fieldset className="segmented">
      <legend className="visually-hidden">Layout of the table</legend>
      {(['list', 'cross'] as const).map((one) => (
        <label key={one}>
          <input type="radio" name="table-layout" checked={one === layout} onChange={() => onLayout(one)} />
          <span>{LAYOUTS[one]}</span>
        </label>
      ))}
    </fieldset>
  ) : null;
  const Shown = crossable && layout === 'cross' ? CrossResult : ResultTable;
  return (
    <section
      className="card table-card"
      aria-label="Table"
      aria-busy={records.spec === null && query.isFetching}
      data-stale={records.spec === null && query.isPlaceholderData}
    >
      {listsRecords(choice) && (
        <fieldset className="switch">
          <legend className="visually-hidden">Rows of the table</legend>
          {(['Groups', 'Records'] as const).map((word) => (
            <label key={word} className="check">
              <input
                type="radio"
                name="table-rows"
                checked={(spec !== null) === (word === 'Records')}
                onChange={() => onRecords(word === 'Records' ? (list ?? PLAIN_LIST) : null)}
              />
              <span>{word}</span>
            </label>
          ))}
        </fieldset>
      )}
      {spec !== null && list !== null ? (
        <Suspense fallback={<p className="state">Opening the records…</p>}>
          <RecordsView
            spec={spec}
            list={list}
            columns={recordColumnsOf(choice, levels)}
            noun={telling.noun}
            onList={onRecords}
          />
        </Suspense>
      ) : answer === undefined ? (
        <CardWaiting query={query} />
      ) : (
        <Shown answer={answer} tools={layouts} {...telling} />
      )}
    </section>
  );
}

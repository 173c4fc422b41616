import { useQueryClient } from '@tanstack/react-query';
import { Download, Table2, X } from 'lucide-react';
import {
  type KeyboardEvent,
  lazy,
  type ReactNode,
  Suspense,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import type { AnswerQuery } from '../api/hooks.ts';
import type { Answer } from '../api/query-run.ts';
import { Loading, StateMessage } from '../shell/state-message.tsx';
import { type Access, WHOLE_ACCESS } from '../state/access.ts';
import type { CardPaper } from './card-paper.ts';
import { type CardTable, CardTableView } from './card-table.tsx';
import { EditWords, type WordsEditor } from './edit-words.tsx';
import { MarksLine } from './marks-key.tsx';
import { Part, PartError } from './part.tsx';
import { marksOf } from './series.ts';

export type { CardTable };

const SaveMenu = lazy(() => import('./save-menu.tsx').then((module) => ({ default: module.SaveMenu })));

type Props = {
  readonly title: string;
  readonly subtitle?: string;
  readonly className: string;
  readonly query: AnswerQuery;
  readonly onClear?: (() => void) | null;
  readonly table: (answer: Answer) => CardTable;
  readonly actions?: ReactNode;
  /** What a picture of the card's drawing says besides; without it and `saveMenu` there is none to save. */
  readonly paper?: CardPaper;
  /** How the card is saved as a picture, where it is not a drawing of its own. */
  readonly saveMenu?: (answer: Answer, close: () => void) => ReactNode;
  /** Whether the profile lets pictures be taken; and the smallest number that it shows. */
  readonly access?: Access;
  /** What the chart shows, in sentences that change with the numbers. */
  readonly summary?: (answer: Answer) => string;
  /** Words of the card that people may change; `axis` is what the axis is called by itself. */
  readonly editor?: WordsEditor & { readonly axis: string };
  /** Whether the drawing says itself what stands in place of numbers. */
  readonly isKeyed?: boolean;
  /** A line under the chart. */
  readonly footnote?: string;
  readonly children: (answer: Answer) => ReactNode;
};

/** One chart with what every chart has: its state while it is made, its numbers as a table, its picture. */
export function ChartCard(props: Props) {
  return (
    <Part title={props.editor?.words.title ?? props.title}>
      <Card {...props} />
    </Part>
  );
}

function Card({
  title: plainTitle,
  subtitle,
  className,
  query,
  onClear,
  table,
  actions,
  paper,
  saveMenu,
  access = WHOLE_ACCESS,
  summary,
  editor,
  footnote = '',
  isKeyed = false,
  children,
}: Props) {
  const title = editor?.words.title ?? plainTitle;
  const notes = [editor?.words.note ?? '', footnote].filter((note) => note !== '');
  const id = useId();
  const card = useRef<HTMLElement>(null);
  const [asTable, setAsTable] = useState(false);
  const answer = query.isError ? undefined : query.data;
  const [saving, setSaving] = useState(false);
  const download = useRef<HTMLButtonElement>(null);
  const close = () => {
    setSaving(false);
    download.current?.focus();
  };
  const savable = paper !== undefined || saveMenu !== undefined;
  const press = (event: KeyboardEvent) => {
    const typing =
      event.target instanceof Element && event.target.matches('input:not([type=radio]), textarea, select');
    const inside = event.target instanceof Node && card.current?.contains(event.target) === true;
    const plain = inside && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key.toLowerCase() === 't' && plain && !typing) setAsTable(!asTable);
  };
  return (
    <section
      className={`card ${className}`}
      aria-labelledby={id}
      aria-describedby={summary === undefined || answer === undefined ? undefined : `${id}-summary`}
      ref={card}
      aria-busy={query.isFetching}
      onKeyDown={press}
    >
      <div className="card-head">
        <div>
          <h2 id={id}>{title}</h2>
          {subtitle !== undefined && <p className="hint">{subtitle}</p>}
        </div>
        <div className="card-tools">
          {onClear !== undefined && onClear !== null && (
            <button
              type="button"
              className="clear-pill"
              onClick={onClear}
              aria-label={`Clear the filter by ${title.toLowerCase()}`}
            >
              <X size={14} aria-hidden="true" /> Clear
            </button>
          )}
          {actions}
          {editor !== undefined && (
            <EditWords
              title={title}
              words={editor.words}
              onChange={editor.onChange}
              plain={{ title: plainTitle, axis: editor.axis }}
            />
          )}
          <button
            type="button"
            className="icon-button"
            aria-pressed={asTable}
            aria-label={`Show as table: ${title}`}
            aria-keyshortcuts="T"
            title="Show as table (T)"
            onClick={() => setAsTable(!asTable)}
          >
            <Table2 size={18} aria-hidden="true" />
          </button>
          {access.download && savable && (
            <button
              type="button"
              className="icon-button"
              aria-label={`Download image: ${title}`}
              title={asTable ? 'Show the chart to download its image' : 'Download image'}
              aria-expanded={saving}
              disabled={asTable || answer === undefined}
              ref={download}
              onClick={() => setSaving(!saving)}
            >
              <Download size={18} aria-hidden="true" />
            </button>
          )}
        </div>
      </div>
      {saving && !asTable && answer !== undefined && (
        <Suspense fallback={<Loading what="Opening the choice of files" />}>
          {saveMenu !== undefined
            ? saveMenu(answer, close)
            : paper !== undefined && (
                <SaveMenu
                  {...{ title, notes, answer, paper }}
                  minimumCount={access.minimumCount}
                  drawing={() => card.current?.querySelector<SVGSVGElement>('svg.chart') ?? null}
                  onClose={close}
                />
              )}
        </Suspense>
      )}
      <div className="card-body" data-stale={query.isPlaceholderData}>
        {answer === undefined ? (
          <CardWaiting query={query} />
        ) : asTable ? (
          <CardTableView table={table(answer)} title={title} />
        ) : (
          children(answer)
        )}
      </div>
      {summary !== undefined && answer !== undefined && (
        <p className="visually-hidden chart-summary" id={`${id}-summary`}>
          {summary(answer)}
        </p>
      )}
      {notes.length > 0 && answer !== undefined && <p className="card-note">{notes.join(' ')}</p>}
      {answer !== undefined && (asTable || !isKeyed) && (
        <MarksLine marks={marksOf(answer.result)} minimumCount={access.minimumCount} />
      )}
      {query.isPlaceholderData && query.isFetching && <Running />}
    </section>
  );
}

/** What stands where a chart will be: a skeleton, then a way to stop, or what went wrong. */
export function CardWaiting({ query }: { readonly query: AnswerQuery }) {
  if (query.isError) return <PartError error={query.error} retry={() => void query.refetch()} />;
  if (query.fetchStatus === 'idle') {
    return (
      <StateMessage title="The query was cancelled">
        <button type="button" className="button" onClick={() => void query.refetch()}>
          Run it again
        </button>
      </StateMessage>
    );
  }
  return (
    <div className="state" role="status">
      <span className="skeleton skeleton-block" aria-hidden="true" />
      <span className="visually-hidden">Loading</span>
      <Running />
    </div>
  );
}

const SLOW_MS = 1_000;

/** Shown once an answer is late: says that it is being made and offers to stop it. */
function Running() {
  const [late, setLate] = useState(false);
  const queries = useQueryClient();
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <p className="running" role="status">
      Running the query…
      <button
        type="button"
        className="link"
        onClick={() => void queries.cancelQueries({ queryKey: ['answer'] })}
      >
        Cancel
      </button>
    </p>
  );
}

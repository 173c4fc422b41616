import { useMe } from '../api/hooks.ts';
import { formatDateTime } from '../format/number.ts';
import { MARKING_NAMES, paragraphs, type Report, type ReportItem, type TextItem } from './draft.ts';
import { ReportFigure } from './figures/report-figure.tsx';
import { MethodNote, SourceNote } from './method.tsx';

/** Addresses that the parts are made of, each once, in the order in which they come. */
export function sourcesOf(items: readonly ReportItem[]): readonly string[] {
  return [...new Set(items.flatMap((item) => (item.kind === 'text' ? [] : [item.search])))];
}

type Props = { readonly report: Report; readonly madeAt: string };

/** The report as it is printed: always light, since paper is white. */
export function Paper({ report, madeAt }: Props) {
  const me = useMe().data;
  const sources = sourcesOf(report.items);
  return (
    <article
      className="report-paper"
      data-theme="light"
      data-marking={report.marking}
      aria-labelledby="report-title"
    >
      <header className="report-head">
        {report.marking !== 'none' && <p className="report-marking">{MARKING_NAMES[report.marking]}</p>}
        <h1 id="report-title">{report.title === '' ? 'Untitled report' : report.title}</h1>
        <p className="report-subtitle">
          {me === undefined ? '' : `Made by ${me.name}, ${me.organisation.name}, `}
          {formatDateTime(madeAt)}
          {me?.profile === null || me?.profile === undefined
            ? ''
            : `. Numbers as the profile “${me.profile.title}” shows them`}
          .
        </p>
      </header>
      {report.items.map((item) =>
        item.kind === 'text' ? (
          <TextPart key={item.id} item={item} />
        ) : (
          <ReportFigure key={item.id} item={item} source={sources.indexOf(item.search) + 1} />
        ),
      )}
      {sources.length > 0 && (
        <section className="report-part report-sources" aria-labelledby="sources">
          <h2 id="sources">Where the numbers come from</h2>
          {sources.map((search, index) => (
            <SourceNote key={search} search={search} number={index + 1} />
          ))}
        </section>
      )}
      {sources.length > 0 && <MethodNote />}
    </article>
  );
}

function TextPart({ item }: { readonly item: TextItem }) {
  return (
    <section className="report-part" data-kind="text">
      {item.title !== '' && <h2>{item.title}</h2>}
      {paragraphs(item.text).map((paragraph) => (
        <p key={paragraph} className="report-text">
          {paragraph}
        </p>
      ))}
    </section>
  );
}

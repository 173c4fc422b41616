import { Link } from 'wouter';
import { useDatasets } from '../api/hooks.ts';
import type { DatasetSummary, FieldSummary } from '../api/types.ts';
import { counted, formatDate } from '../format/number.ts';
import { ScrollBox } from '../shell/scroll-box.tsx';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import { periodLabel } from '../state/month.ts';
import { CoverageCalendar } from './coverage-calendar.tsx';

const PRECISION = {
  minute: 'To the minute',
  day: 'To the day',
  month: 'To the month',
  year: 'To the year',
} as const;
const TYPES = {
  text: 'Text',
  category: 'Category',
  integer: 'Whole number',
  decimal: 'Number',
  boolean: 'Yes or no',
} as const;

export function CataloguePage({ dataset }: { readonly dataset: string | null }) {
  const datasets = useDatasets();
  if (datasets.isError) {
    return (
      <main className="plain-page" id="main">
        <h1>Data catalogue</h1>
        <ErrorMessage error={datasets.error} retry={() => void datasets.refetch()} />
      </main>
    );
  }
  if (datasets.data === undefined) {
    return (
      <main id="main">
        <Loading what="Loading the catalogue" />
      </main>
    );
  }
  const items = datasets.data.items;
  const chosen = items.find((item) => item.id === (dataset ?? items[0]?.id));
  return (
    <div className="sidebar-layout">
      <nav className="side-nav" aria-label="Datasets">
        <h2>Datasets</h2>
        {items.map((item) => (
          <Link
            key={item.id}
            href={`/catalogue/${item.id}`}
            aria-current={item.id === chosen?.id ? 'page' : undefined}
          >
            {item.title}
          </Link>
        ))}
      </nav>
      <main className="page" id="main">
        {chosen === undefined ? (
          <>
            <h1>Data catalogue</h1>
            <p>
              {items.length === 0
                ? 'Your profile shows no dataset.'
                : `There is no dataset called ${dataset}. Choose one from the list.`}
            </p>
          </>
        ) : (
          <DatasetView dataset={chosen} common={datasets.data.commonFields} />
        )}
      </main>
    </div>
  );
}

function DatasetView({
  dataset,
  common,
}: {
  readonly dataset: DatasetSummary;
  readonly common: readonly FieldSummary[];
}) {
  const shared = common.filter((field) => dataset.common.includes(field.name));
  const published = dataset.published;
  return (
    <>
      <div>
        <p className="caption">Data catalogue</p>
        <h1>{dataset.title}</h1>
        <p className="lead">{dataset.description}</p>
      </div>
      <section className="card" aria-labelledby="about">
        <h2 id="about">About</h2>
        <dl className="summary-list">
          <dt>Supplied by</dt>
          <dd>{dataset.supplier ?? dataset.agency}</dd>
          <dt>One row is</dt>
          <dd>one {dataset.noun.one}</dd>
          <dt>Time</dt>
          <dd>{PRECISION[dataset.timePrecision]}</dd>
          <dt>Published</dt>
          <dd>
            {published === null
              ? 'Nothing yet'
              : `${published.rows === null ? '' : `${counted(published.rows, dataset.noun)}, `}${periodLabel(published.from, published.to)}; last on ${formatDate(published.publishedAt)}`}
          </dd>
          <dt>Licence</dt>
          <dd>{dataset.licence}</dd>
          <dt>Identifier</dt>
          <dd>
            {dataset.id}, version {dataset.version}
          </dd>
        </dl>
        {published !== null && dataset.access !== null && (
          <p>
            <Link className="button" href={`/?d=${dataset.id}`}>
              Explore this dataset
            </Link>
          </p>
        )}
      </section>
      <section className="card" aria-labelledby="coverage">
        <h2 id="coverage">What has been supplied</h2>
        <CoverageCalendar dataset={dataset.id} />
      </section>
      <section className="card" aria-labelledby="fields">
        <h2 id="fields">Fields</h2>
        {dataset.fields.length === 0 ? (
          <p>Your profile shows no field of it.</p>
        ) : (
          <FieldTable title="Fields" fields={dataset.fields} />
        )}
      </section>
      {shared.length > 0 && (
        <section className="card" aria-labelledby="common">
          <h2 id="common">Common fields</h2>
          <p className="hint">Datasets that share these can be asked together.</p>
          <FieldTable title="Common fields" fields={shared} />
        </section>
      )}
    </>
  );
}

type FieldTableProps = { readonly title: string; readonly fields: readonly FieldSummary[] };

function FieldTable({ title, fields }: FieldTableProps) {
  return (
    <ScrollBox className="scroll-x" label={`${title}, scrolls sideways`}>
      <table className="catalogue-fields">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">What it says</th>
            <th scope="col">Type</th>
            <th scope="col">Codes</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.name}>
              <th scope="row">
                <b>{field.label}</b>
                <br />
                <span className="hint">{field.name}</span>
              </th>
              <td>{field.description}</td>
              <td>
                {TYPES[field.type]}
                {field.unit !== undefined && `, ${field.unit}`}
              </td>
              <td>{field.codes === undefined || field.codes.length === 0 ? '–' : <Codes field={field} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Codes({ field }: { readonly field: FieldSummary }) {
  const codes = field.codes ?? [];
  return (
    <details className="more">
      <summary>
        {codes.length} codes<span className="visually-hidden"> of {field.label}</span>
      </summary>
      <ul className="code-list">
        {codes.map((code) => (
          <li key={code.code}>
            {code.label}
            {code.label !== code.code && <span className="hint"> {code.code}</span>}
            {code.parent !== undefined && <span className="hint"> · {code.parent}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}

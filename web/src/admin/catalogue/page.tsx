import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { periodLabel } from '../../state/month.ts';
import { DefinitionEditor } from './editor.tsx';
import { useDefinition, useDefinitions, useRetention } from './hooks.ts';
import { SampleForm } from './sample-form.tsx';
import type { Proposal } from './types.ts';
import './catalogue.css';

/** Datasets as a Super Admin sees them: the list, one in forms, and a new one from a sample. */
export function DatasetsPage() {
  return (
    <main className="page" id="main">
      <Switch>
        <Route path="/admin/datasets/new">
          <NewDataset />
        </Route>
        <Route path="/admin/datasets/:dataset">
          {(params) => <OneDataset key={params.dataset} dataset={params.dataset} />}
        </Route>
        <Route>
          <DatasetList />
        </Route>
      </Switch>
    </main>
  );
}

function DatasetList() {
  const definitions = useDefinitions();
  return (
    <>
      <div className="title-row">
        <div>
          <h1>Datasets</h1>
          <p className="subtitle">What each holds, how its files look, and who delivers them.</p>
        </div>
        <Link className="button button-go" href="/admin/datasets/new">
          <Plus size={18} aria-hidden="true" /> Add a dataset
        </Link>
      </div>
      <section className="card" aria-label="Datasets">
        {definitions.isError ? (
          <ErrorMessage error={definitions.error} retry={() => void definitions.refetch()} />
        ) : definitions.data === undefined ? (
          <Loading what="Loading datasets" />
        ) : definitions.data.length === 0 ? (
          <p>There is no dataset yet. Add one from a sample of its files.</p>
        ) : (
          <ScrollBox className="scroll-x" label="Datasets, scrolls sideways">
            <table>
              <thead>
                <tr>
                  <th scope="col">Dataset</th>
                  <th scope="col">Agency</th>
                  <th scope="col" className="number">
                    Version
                  </th>
                  <th scope="col">State</th>
                </tr>
              </thead>
              <tbody>
                {definitions.data.map((item) => (
                  <tr key={item.id}>
                    <th scope="row">
                      <Link href={`/admin/datasets/${item.id}`}>{item.title}</Link>
                      <br />
                      <span className="hint">{item.id}</span>
                    </th>
                    <td>{item.agency}</td>
                    <td className="number">{item.version}</td>
                    <td>
                      <span className="tag" data-tone={item.retired ? 'red' : 'green'}>
                        {item.retired ? 'Retired' : 'In use'}
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollBox>
        )}
      </section>
      <RetentionCard />
    </>
  );
}

/** Months that are older than their dataset's retention period; removing them is decided elsewhere. */
function RetentionCard() {
  const retention = useRetention();
  const due = (retention.data ?? []).filter((item) => item.months.length > 0);
  if (due.length === 0) return null;
  return (
    <section className="card" aria-labelledby="due">
      <h2 id="due">Due for review</h2>
      <p className="hint">Records older than the retention period of their dataset.</p>
      <ul className="bullets">
        {due.map((item) => (
          <li key={item.dataset}>
            <Link href={`/admin/datasets/${item.dataset}`}>{item.dataset}</Link>: {item.months.length}{' '}
            {item.months.length === 1 ? 'month' : 'months'},{' '}
            {periodLabel(item.months[0] ?? item.dueBefore, item.months.at(-1) ?? item.dueBefore)},{' '}
            {item.rows.toLocaleString('en-GB')} records; kept for {item.retentionMonths} months
          </li>
        ))}
      </ul>
    </section>
  );
}

function Trail({ now }: { readonly now: string }) {
  return (
    <p className="caption">
      <Link href="/admin/datasets">Datasets</Link> / {now}
    </p>
  );
}

function NewDataset() {
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const [, navigate] = useLocation();
  return (
    <>
      <div>
        <Trail now="New" />
        <h1>{proposal === null ? 'Add a dataset' : proposal.definition.title}</h1>
        {proposal !== null && (
          <p className="lead">This is what the sample says. Change what is not right, then add it.</p>
        )}
      </div>
      {proposal === null ? (
        <SampleForm onProposal={setProposal} />
      ) : (
        <DefinitionEditor
          before={null}
          etag={'"0"'}
          versions={0}
          initial={proposal.definition}
          columns={proposal.columns}
          notes={proposal.notes}
          onSaved={(saved) => navigate(`/admin/datasets/${saved.id}`)}
        />
      )}
    </>
  );
}

function OneDataset({ dataset }: { readonly dataset: string }) {
  const view = useDefinition(dataset);
  const [saved, setSaved] = useState<number | null>(null);
  if (view.isError) return <ErrorMessage error={view.error} retry={() => void view.refetch()} />;
  if (view.data === undefined) return <Loading what="Loading the dataset" />;
  const { definition, etag, versions } = view.data;
  return (
    <>
      <div>
        <Trail now={definition.title} />
        <h1>{definition.title}</h1>
        <p className="visually-hidden" role="status">
          {saved === null ? '' : `Saved as version ${saved}.`}
        </p>
      </div>
      {saved !== null && (
        <p className="notice-good">
          Saved as version {saved}. {definition.fields.length} fields; profiles decide who sees them.
        </p>
      )}
      <DefinitionEditor
        key={etag}
        before={definition}
        etag={etag}
        versions={versions}
        initial={definition}
        columns={[]}
        notes={[]}
        onSaved={(next) => setSaved(next.version)}
      />
    </>
  );
}

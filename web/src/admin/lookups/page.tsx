import { Plus } from 'lucide-react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { formatNumber } from '../../format/number.ts';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { LookupEditor } from './editor.tsx';
import { type LookupTable, useLookup, useLookups } from './hooks.ts';
import '../catalogue/catalogue.css';
import './lookups.css';

const NEW: LookupTable = {
  name: '',
  title: '',
  keyLabel: 'Code',
  columns: [{ name: 'group', label: 'Group' }],
  rows: [['', '']],
  etag: '"0"',
};

/** Lookup tables: the list with where each is used, and one as a grid. */
export function LookupsPage() {
  const [, navigate] = useLocation();
  return (
    <main className="page" id="main">
      <Switch>
        <Route path="/admin/lookups/new">
          <div>
            <Trail now="New" />
            <h1>Add a lookup table</h1>
          </div>
          <LookupEditor
            table={NEW}
            usedBy={[]}
            onSaved={(table) => navigate(`/admin/lookups/${table.name}`)}
            onDeleted={() => navigate('/admin/lookups')}
          />
        </Route>
        <Route path="/admin/lookups/:name">
          {(params) => <OneLookup key={params.name} name={params.name} />}
        </Route>
        <Route>
          <LookupList />
        </Route>
      </Switch>
    </main>
  );
}

function Trail({ now }: { readonly now: string }) {
  return (
    <p className="caption">
      <Link href="/admin/lookups">Lookup tables</Link> / {now}
    </p>
  );
}

function LookupList() {
  const lookups = useLookups();
  return (
    <>
      <div className="title-row">
        <div>
          <h1>Lookup tables</h1>
          <p className="subtitle">What a code stands for, or what group it belongs to.</p>
        </div>
        <Link className="button button-go" href="/admin/lookups/new">
          <Plus size={18} aria-hidden="true" /> Add a table
        </Link>
      </div>
      <section className="card" aria-label="Lookup tables">
        {lookups.isError ? (
          <ErrorMessage error={lookups.error} retry={() => void lookups.refetch()} />
        ) : lookups.data === undefined ? (
          <Loading what="Loading lookup tables" />
        ) : lookups.data.length === 0 ? (
          <p>There is no lookup table yet.</p>
        ) : (
          <ScrollBox className="scroll-x" label="Lookup tables, scrolls sideways">
            <table>
              <thead>
                <tr>
                  <th scope="col">Table</th>
                  <th scope="col">Columns</th>
                  <th scope="col" className="number">
                    Rows
                  </th>
                  <th scope="col">Used by</th>
                </tr>
              </thead>
              <tbody>
                {lookups.data.map((item) => (
                  <tr key={item.name}>
                    <th scope="row">
                      <Link href={`/admin/lookups/${item.name}`}>{item.title}</Link>
                      <br />
                      <span className="hint">{item.name}</span>
                    </th>
                    <td>{item.columns.map((column) => column.label).join(', ')}</td>
                    <td className="number">{formatNumber(item.rows)}</td>
                    <td>
                      {item.usedBy.length === 0
                        ? '–'
                        : item.usedBy.map((dataset, index) => (
                            <span key={dataset}>
                              {index > 0 && ', '}
                              <Link href={`/admin/datasets/${dataset}`}>{dataset}</Link>
                            </span>
                          ))}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollBox>
        )}
      </section>
    </>
  );
}

function OneLookup({ name }: { readonly name: string }) {
  const table = useLookup(name);
  const lookups = useLookups();
  const [, navigate] = useLocation();
  if (table.isError) return <ErrorMessage error={table.error} retry={() => void table.refetch()} />;
  if (table.data === undefined) return <Loading what="Loading the table" />;
  return (
    <>
      <div>
        <Trail now={table.data.title} />
        <h1>{table.data.title}</h1>
      </div>
      <LookupEditor
        key={table.data.etag}
        table={table.data}
        usedBy={lookups.data?.find((item) => item.name === name)?.usedBy ?? []}
        onSaved={() => {}}
        onDeleted={() => navigate('/admin/lookups')}
      />
    </>
  );
}

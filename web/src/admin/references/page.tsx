import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Reference, useReferences, yearsText } from '../../api/references.ts';
import { formatNumber } from '../../format/number.ts';
import { useSite } from '../../session/context.tsx';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { levelLabel } from '../../state/grouping.ts';
import { ReferenceForm } from './reference-form.tsx';
import '../catalogue/catalogue.css';

/** Tables that rates are divided by, and the form that adds one or replaces its figures. */
export function ReferencesPage() {
  const references = useReferences();
  const [said, setSaid] = useState('');
  return (
    <main className="page" id="main">
      <div>
        <h1>Reference tables</h1>
        <p className="subtitle">
          Counts of residents, households or workers by area and year, that rates are divided by.
        </p>
      </div>
      <p className={said === '' ? 'visually-hidden' : 'notice-good'} role="status">
        {said}
      </p>
      <div className="columns">
        <section className="card" aria-label="Reference tables">
          {references.isError ? (
            <ErrorMessage error={references.error} retry={() => void references.refetch()} />
          ) : references.data === undefined ? (
            <Loading what="Loading reference tables" />
          ) : references.data.length === 0 ? (
            <p>There is no reference table yet, so that no rate can be asked for.</p>
          ) : (
            <ReferenceTable items={references.data} onSaid={setSaid} />
          )}
        </section>
        <ReferenceForm known={references.data ?? []} onSaid={setSaid} />
      </div>
    </main>
  );
}

type TableProps = { readonly items: readonly Reference[]; readonly onSaid: (text: string) => void };

function ReferenceTable({ items, onSaid }: TableProps) {
  return (
    <ScrollBox className="scroll-x" label="Reference tables, scrolls sideways">
      <table>
        <thead>
          <tr>
            <th scope="col">Table</th>
            <th scope="col">Level</th>
            <th scope="col" className="number">
              Areas
            </th>
            <th scope="col">Years</th>
            <th scope="col">
              <span className="visually-hidden">Delete</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.name}>
              <th scope="row">
                {item.name}
                <br />
                <span className="hint">{item.source}</span>
              </th>
              <td>
                {levelLabel(item.level)} {item.vintage}
              </td>
              <td className="number">{formatNumber(item.areaCount)}</td>
              <td>{yearsText(item.years)}</td>
              <td>
                <DeleteButton item={item} onSaid={onSaid} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** Asks once more before the table is gone. */
function DeleteButton({ item, onSaid }: { readonly item: Reference; readonly onSaid: TableProps['onSaid'] }) {
  const { api } = useSite();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const remove = async () => {
    try {
      await api.write('DELETE', `/references/${item.name}`, undefined, item.etag);
      onSaid(`${item.name} is deleted. Rates by it can no longer be asked for.`);
    } catch (error) {
      setFailure(error);
    }
    await queries.invalidateQueries({ queryKey: ['references'] });
  };
  if (failure !== null) return <ErrorMessage error={failure} />;
  return asked ? (
    <>
      <button type="button" className="button" onClick={() => void remove()}>
        Delete {item.name}
      </button>{' '}
      <button type="button" className="link" onClick={() => setAsked(false)}>
        Keep it
      </button>
    </>
  ) : (
    <button type="button" className="link" onClick={() => setAsked(true)}>
      Delete<span className="visually-hidden"> {item.name}</span>
    </button>
  );
}

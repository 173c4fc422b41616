import './report.css';
import { useIsFetching } from '@tanstack/react-query';
import { Printer } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useMe } from '../api/hooks.ts';
import { Loading } from '../shell/state-message.tsx';
import { ReportEditor } from './editor.tsx';
import { Paper } from './paper.tsx';
import { useReport } from './store.ts';

export function ReportPage() {
  const me = useMe();
  useEffect(() => {
    document.title = 'Report – SafeStats Explorer';
  }, []);
  return (
    <main className="report-page" id="main" tabIndex={-1}>
      {me.data === undefined ? <Loading what="Opening your report" /> : <Made person={me.data.user} />}
    </main>
  );
}

/** The report of one person: what it is made of beside what is printed. */
function Made({ person }: { readonly person: string }) {
  const [report, change] = useReport(person);
  const [madeAt] = useState(() => new Date().toISOString());
  const waiting = useIsFetching() > 0;
  return (
    <>
      <section className="report-side" aria-labelledby="report-make">
        <h1 id="report-make">Make a report</h1>
        <p className="hint">
          It is kept in this browser, for you alone: addresses and words, no numbers. The numbers are asked
          for each time, as your profile shows them.
        </p>
        <button
          type="button"
          className="button button-go wide"
          aria-disabled={waiting || report.items.length === 0}
          aria-describedby="report-print"
          onClick={() => {
            if (!waiting && report.items.length > 0) globalThis.print();
          }}
        >
          <Printer size={16} aria-hidden="true" /> Print or save as PDF
        </button>
        <p className="hint" id="report-print">
          {report.items.length === 0
            ? 'There is nothing to print yet.'
            : waiting
              ? 'Waiting for the numbers…'
              : 'A4 pages with the classification and the number of the page on each.'}
        </p>
        <ReportEditor report={report} onChange={change} />
      </section>
      <Paper report={report} madeAt={madeAt} />
    </>
  );
}

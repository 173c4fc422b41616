import { useEffect, useRef } from 'react';

type Fault = { readonly at: string; readonly message: string };

/** The control of the panel that a place in a query belongs to. */
export function controlOf(at: string): string {
  if (at.startsWith('where.time.hours')) return 'panel-hours';
  if (at.startsWith('where.time.weekdays')) return 'panel-weekdays';
  if (at.startsWith('where.time')) return 'panel-period';
  if (at.startsWith('where.space.near')) return 'panel-near';
  if (at.startsWith('where.space')) return 'panel-areas';
  if (at.startsWith('where.fields')) return 'panel-category';
  if (at.startsWith('groupBy') || at.startsWith('sort')) return 'panel-grouping';
  if (at.startsWith('measures')) return 'panel-measure';
  return 'panel-datasets';
}

/** What the server will not take, each line a link to the control that it is about; takes the focus when it appears. */
export function FaultSummary({
  faults,
  openEditor,
}: {
  readonly faults: readonly Fault[];
  readonly openEditor: (id: string) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div className="fault-summary" role="alert" tabIndex={-1} ref={box} aria-labelledby="fault-title">
      <h2 id="fault-title">There is a problem</h2>
      <ul>
        {faults.map((fault) => (
          <li key={`${fault.at} ${fault.message}`}>
            <button type="button" className="link" onClick={() => openEditor(controlOf(fault.at))}>
              {fault.message.charAt(0).toUpperCase() + fault.message.slice(1)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
